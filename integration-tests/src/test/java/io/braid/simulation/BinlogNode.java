package io.braid.simulation;

import io.braid.cdc.capture.RecordSource;
import io.braid.cdc.merge.MergeHeap;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The stream of one node: merges the change logs of its replicas up to the least resolved timestamp
 * and writes the binlog files, which are a pure function of that. Text lines stand in for events.
 *
 * @see "PROTOCOL.md, rules 16 to 19, 21 to 26"
 */
final class BinlogNode {
  private record Item(int volume, Position position, Change change) {}

  /** What one volume has in the window, for production's merge. */
  private static final class Source implements RecordSource {
    final List<Item> items = new ArrayList<>();
    private int at;

    @Override
    public boolean hasHead() {
      return at < items.size();
    }

    @Override
    public long headTs() {
      return items.get(at).position().ts();
    }

    @Override
    public int headSequence() {
      return items.get(at).position().sequence();
    }

    Item take() {
      return items.get(at++);
    }
  }

  /** All that the bytes depend on beside the records. */
  private static final class State {
    long lastTs;
    long count;
    int fileBytes = 4_000;
    final TreeSet<Integer> volumes = new TreeSet<>();
    final Map<String, Integer> tableIds = new TreeMap<>();

    State copy() {
      State copy = new State();
      copy.lastTs = lastTs;
      copy.count = count;
      copy.fileBytes = fileBytes;
      copy.volumes.addAll(volumes);
      copy.tableIds.putAll(tableIds);
      return copy;
    }
  }

  private record Checkpoint(State state, int file, int length) {}

  private final World world;
  private final Node node;
  private final List<StringBuilder> files = new ArrayList<>();
  private State state = new State();
  private Checkpoint checkpoint;

  /** What a writer that is no pure function would count. */
  private long eventsWritten;

  BinlogNode(World world, Node node) {
    this.world = world;
    this.node = node;
    for (int volume = 0; volume <= world.firstVolumes(); volume++) {
      state.volumes.add(volume);
    }
    openFile();
    checkpoint = new Checkpoint(state.copy(), 0, files.getFirst().length());
  }

  void start() {
    node.every(3_000, this::advance);
    node.every(60_000, this::check);
  }

  /** Where a rebuild would begin. */
  long checkpointTs() {
    return checkpoint.state().lastTs;
  }

  /** Everything at or below has been written. */
  long generatedTs() {
    return state.lastTs;
  }

  int fileCount() {
    return files.size();
  }

  String file(int index) {
    return files.get(index).toString();
  }

  /** Calls back with the number of transactions when the stream is past a timestamp. */
  void whenGenerated(long timestamp, long giveUp, LongConsumer onCount) {
    if (state.lastTs >= timestamp || world.rules().breaks(Rule.R26_STATUS_WAITS)) {
      onCount.accept(state.count);
    } else if (world.scheduler().now() < giveUp) {
      node.after(1_000, () -> whenGenerated(timestamp, giveUp, onCount));
    }
  }

  private void check() {
    checkpoint = new Checkpoint(state.copy(), files.size() - 1, files.getLast().length());
  }

  /** The process dies: of what was written since the checkpoint any part remains. */
  void crash() {
    int tail = files.getLast().length();
    int from = files.size() - 1 == checkpoint.file() ? checkpoint.length() : 0;
    files.getLast().setLength(from + world.scheduler().below(tail - from + 1));
  }

  void restart() {
    state = checkpoint.state().copy();
    if (world.rules().holds(Rule.R24_CHECKPOINT)) {
      files.subList(checkpoint.file() + 1, files.size()).clear();
      files.getLast().setLength(checkpoint.length());
    }
    eventsWritten = 0;
    start();
  }

  /** Takes what is complete. */
  private void advance() {
    while (true) {
      long end = Long.MAX_VALUE;
      for (int volume : state.volumes) {
        Replica replica = node.replica(volume);
        end = Math.min(end, replica == null ? 0 : replica.resolved());
      }
      if (end <= state.lastTs) {
        return;
      }
      List<Item> items = collect(end);
      if (belowCollection()) {
        fetchFromPeer();
        return;
      }
      if (!write(items, end)) {
        return;
      }
    }
  }

  private List<Item> collect(long end) {
    MergeHeap<Source> heads = new MergeHeap<>();
    state.volumes.forEach(volume -> heads.add(window(volume, end)));
    List<Item> items = new ArrayList<>();
    for (Source first = heads.first(); first != null; first = heads.first()) {
      items.add(first.take());
      heads.firstAdvanced();
    }
    return items;
  }

  private Source window(int volume, long end) {
    Source source = new Source();
    List<Item> items = source.items;
    node.replica(volume)
        .store()
        .changes
        .subMap(
            new Position(state.lastTs, Integer.MAX_VALUE),
            false,
            new Position(end, Integer.MAX_VALUE),
            true)
        .forEach((position, change) -> {
          boolean streamed =
              switch (change) {
                case Change.Head head -> true;
                case Change.Row row -> row.write().isStreamed();
                case Change.Reference reference -> {
                  chunks(volume, position.ts(), reference, items);
                  yield false;
                }
              };
          if (streamed) {
            items.add(new Item(volume, position, change));
          }
        });
    return source;
  }

  /** The records that a reference stands for. */
  private void chunks(int volume, long commitTs, Change.Reference reference, List<Item> items) {
    node.replica(volume)
        .store()
        .changes
        .subMap(
            new Position(-reference.transaction(), 0),
            new Position(-reference.transaction(), Integer.MAX_VALUE))
        .forEach((position, change) -> {
          boolean dead =
              reference.dead().contains(position.sequence())
                  && world.rules().holds(Rule.R31_DEAD_RANGES);
          if (change instanceof Change.Row row && row.write().isStreamed() && !dead) {
            items.add(new Item(volume, new Position(commitTs, position.sequence()), change));
          }
        });
  }

  private boolean belowCollection() {
    if (world.rules().breaks(Rule.R16_STREAM_CHECKS_POINT)) {
      return false;
    }
    for (int volume : state.volumes) {
      if (node.replica(volume).store().collectedBelow > state.lastTs) {
        return true;
      }
    }
    return false;
  }

  /** Copies the files of a node that is further. */
  private void fetchFromPeer() {
    for (Node peer : world.nodes()) {
      if (peer != node
          && world.network().connects(node, peer)
          && peer.binlog().state.lastTs > state.lastTs) {
        world.history().count("files fetched from a peer");
        files.clear();
        for (StringBuilder file : peer.binlog().files) {
          files.add(new StringBuilder(file));
        }
        state = peer.binlog().state.copy();
        check();
        return;
      }
    }
  }

  /** False when the window was cut short, true when it is used up. */
  private boolean write(List<Item> items, long end) {
    int at = 0;
    boolean late = world.rules().breaks(Rule.R19_ACTIVATION);
    List<Integer> activated = new ArrayList<>();
    while (at < items.size()) {
      long commitTs = items.get(at).position().ts();
      int from = at;
      boolean one = world.rules().holds(Rule.R17_ONE_TRANSACTION_RECORD);
      int volume = items.get(at).volume();
      while (at < items.size()
          && items.get(at).position().ts() == commitTs
          && (one || items.get(at).volume() == volume || at == from)) {
        at++;
      }
      List<Integer> opened = transaction(commitTs, items.subList(from, at));
      state.lastTs = commitTs;
      if (late) {
        activated.addAll(opened);
      } else if (!opened.isEmpty()) {
        // Nothing above the activation may be passed without the new volume.
        state.volumes.addAll(opened);
        return true;
      }
    }
    state.volumes.addAll(activated);
    state.lastTs = end;
    return true;
  }

  /** Writes one transaction; the volumes that it activates. */
  private List<Integer> transaction(long commitTs, List<Item> items) {
    if (!(items.getFirst().change() instanceof Change.Head(TransactionHead head))) {
      throw new Violation(
          "merge", "no transaction record at " + commitTs + " on node " + node.id());
    }
    Map<Integer, Integer> found = new TreeMap<>();
    for (Item item : items.subList(1, items.size())) {
      found.merge(item.volume(), 1, Integer::sum);
    }
    if (world.rules().holds(Rule.R17_ONE_TRANSACTION_RECORD) && !found.equals(head.streamed())) {
      throw new Violation(
          "merge", "transaction at " + commitTs + " has " + found + " of " + head.streamed());
    }
    boolean counted = !head.silent();
    if (counted || world.rules().breaks(Rule.R25_COUNTS_AUTOMATIC)) {
      state.count++;
    }
    List<Integer> activated = new ArrayList<>();
    StringBuilder events = new StringBuilder();
    if (counted) {
      events.append("GTID ").append(state.count).append('\n');
    }
    for (Item item : items.subList(1, items.size())) {
      if (!(item.change() instanceof Change.Row row)) {
        throw new Violation("merge", "two transaction records at " + commitTs);
      }
      Control control = row.write().control();
      if (control != null) {
        control(control, events, activated);
      } else if (counted) {
        row(row.write().event(), events);
      }
    }
    if (counted) {
      boolean pure = world.rules().holds(Rule.R21_PURE_FUNCTION);
      eventsWritten++;
      events.append("XID ").append(pure ? commitTs : eventsWritten).append('\n');
      append(events);
    }
    return activated;
  }

  private void control(Control control, StringBuilder events, List<Integer> activated) {
    switch (control) {
      case Control.Activate activate -> activated.add(activate.volume());
      case Control.Flip flip -> {}
      case Control.FileSize size -> state.fileBytes = size.bytes();
      case Control.Ddl ddl -> {
        events.append("DDL ").append(ddl.table()).append(' ').append(ddl.schemaVersion());
        events.append('\n');
        state.tableIds.merge(ddl.table(), 1, Integer::sum);
      }
    }
  }

  private void row(@Nullable RowEvent event, StringBuilder events) {
    if (event == null) {
      return;
    }
    String table = Shards.table(event.key());
    events.append("TABLE_MAP ").append(table).append(state.tableIds.getOrDefault(table, 0));
    events.append("\nROW ").append(event).append('\n');
  }

  private void append(StringBuilder events) {
    files.getLast().append(events);
    int most =
        world.rules().holds(Rule.R22_CONTROL_RECORDS)
            ? state.fileBytes
            : node.replica(0).store().fileBytes;
    if (files.getLast().length() >= most) {
      openFile();
    }
  }

  private void openFile() {
    files.add(new StringBuilder());
    files.getLast().append("FILE ").append(files.size()).append(" AFTER ").append(state.count);
    files.getLast().append('\n');
  }
}
