package io.braid.txn.move;

import io.braid.common.MySqlError;
import io.braid.common.MySqlException;
import io.braid.storage.KeyRange;
import io.braid.storage.VolumeId;
import io.braid.txn.commit.NodeTransactionManager;
import io.braid.txn.move.MoveOperator.State;
import io.braid.txn.shard.Shard;
import io.braid.txn.shard.ShardMap;
import io.braid.txn.shard.VolumeSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * The splits and moves of a node's shards: begins them, lists them, cancels them, and goes on with
 * those that a restart cut off.
 */
public final class ShardMoves implements AutoCloseable {
  /** Moves that are not over; more are refused. */
  public static final int ACTIVE_MAX = 16;

  /** Split keys of one statement. */
  public static final int SPLIT_KEYS_MAX = 1_000;

  private static final int ENDED_KEPT = 100;

  private final NodeTransactionManager transactions;
  private final ShardRecords records;
  private final MoveLimits limits;
  private final MoveObserver observer;
  private final Map<Long, ShardMove> moves = new ConcurrentSkipListMap<>();
  private final Map<Long, Thread> threads = new ConcurrentSkipListMap<>();
  private boolean closed;

  /** A move as it is listed. */
  public record Status(MoveOperator operator, String activity, long copiedKeys, long copiedBytes) {}

  /**
   * @param observer learns of every step
   */
  public ShardMoves(
      NodeTransactionManager transactions,
      ShardRecords records,
      MoveLimits limits,
      MoveObserver observer) {
    this.transactions = transactions;
    this.records = records;
    this.limits = limits;
    this.observer = observer;
  }

  /** All volumes. */
  public VolumeSet volumes() {
    return transactions.volumes();
  }

  /** All shards. */
  public ShardMap shards() {
    return records.shards();
  }

  /** Goes on with what was not over when the node stopped. Called once, before the first move. */
  public void resume() {
    records.exclusively(() -> {
      records.operators().forEach(this::add);
      return true;
    });
  }

  private void add(MoveOperator operator) {
    ShardMove move = new ShardMove(transactions, records, limits, observer, operator);
    moves.put(operator.id(), move);
    if (!operator.state().isOver()) {
      Thread thread =
          Thread.ofPlatform()
              .daemon()
              .name("move-" + operator.id())
              .unstarted(() -> {
                move.run();
                threads.remove(operator.id());
              });
      threads.put(operator.id(), thread);
      thread.start();
    }
  }

  /**
   * Begins to move a shard.
   *
   * @return the operator's id
   * @throws MySqlException 1105 when there is no such shard or volume, the shard is there already
   *     or is being moved, or too many moves are under way
   */
  public long start(long shardId, int targetVolume) {
    long id = records.newIds(1);
    return records.exclusively(() -> {
      checkOpen();
      Shard shard = records.shards().find(shardId).filter(records::isRecorded).orElse(null);
      if (shard == null) {
        throw refused("There is no shard " + shardId);
      }
      if (targetVolume < 1 || targetVolume > transactions.volumes().dataVolumes()) {
        throw refused("There is no data volume " + targetVolume);
      }
      VolumeId target = new VolumeId(targetVolume);
      if (shard.volume().equals(target)) {
        throw refused("Shard " + shardId + " is on volume " + targetVolume + " already");
      }
      checkNotMoving(shard);
      if (active() >= ACTIVE_MAX) {
        throw refused("There are " + ACTIVE_MAX + " moves under way already");
      }
      MoveOperator operator =
          new MoveOperator(
              id,
              shardId,
              shard.range(),
              shard.volume(),
              target,
              State.RUNNING,
              transactions.currentTimestamp(),
              0,
              "");
      records.write(List.of(), Optional.of(operator));
      add(operator);
      forgetOld();
      return id;
    });
  }

  private long active() {
    return moves.values().stream().filter(move -> !move.operator().state().isOver()).count();
  }

  private void checkNotMoving(Shard shard) {
    for (ShardMove move : moves.values()) {
      MoveOperator operator = move.operator();
      if (operator.shardId() == shard.id() && !operator.state().isOver()) {
        throw refused("Shard " + shard.id() + " is being moved by operator " + operator.id());
      }
    }
  }

  private void forgetOld() {
    List<MoveOperator> ended =
        moves.values().stream()
            .map(ShardMove::operator)
            .filter(operator -> operator.state().isOver())
            .toList();
    if (ended.size() > ENDED_KEPT) {
      List<MoveOperator> oldest = ended.subList(0, ended.size() - ENDED_KEPT);
      records.forget(oldest);
      oldest.forEach(operator -> moves.remove(operator.id()));
    }
  }

  /**
   * Cancels a move; the shard stays where it is.
   *
   * @throws MySqlException 1105 when there is no such operator, or it is too late
   */
  public void cancel(long id) {
    records.exclusively(() -> {
      ShardMove move = find(id);
      switch (move.operator().state()) {
        case RUNNING -> move.cancel();
        case CANCELLING -> {}
        case SWITCHED, FINISHED ->
            throw refused("Operator " + id + " cannot be cancelled: the shard has moved");
        case CANCELLED, FAILED -> throw refused("Operator " + id + " is over");
      }
      return true;
    });
  }

  private ShardMove find(long id) {
    ShardMove move = moves.get(id);
    if (move == null) {
      throw refused("There is no operator " + id);
    }
    return move;
  }

  /** Waits for a move's end; empty when it is not over by then. */
  public Optional<MoveOperator> await(long id, long millis) throws InterruptedException {
    ShardMove move = find(id);
    return move.operator().state().isOver() || move.await(millis)
        ? Optional.of(move.operator())
        : Optional.empty();
  }

  /** The moves under way and the last ones that are over, in the order of their ids. */
  public List<Status> list() {
    return moves.values().stream()
        .map(move ->
            new Status(move.operator(), move.activity(), move.copiedKeys(), move.copiedBytes()))
        .toList();
  }

  /**
   * Splits shards at some keys; the parts stay on their volumes.
   *
   * @param keys of tables in the map; one where a shard begins already changes nothing
   * @return the new shards
   * @throws MySqlException 1105 when a shard is being moved, or its table is being made
   */
  public List<Shard> split(Collection<byte[]> keys) {
    TreeSet<byte[]> distinct = new TreeSet<>(Arrays::compareUnsigned);
    distinct.addAll(keys);
    if (distinct.size() > SPLIT_KEYS_MAX) {
      throw refused("More than " + SPLIT_KEYS_MAX + " split keys");
    }
    long firstId = records.newIds(2 * distinct.size());
    return records.exclusively(() -> {
      checkOpen();
      Map<Long, List<byte[]>> cuts = new TreeMap<>();
      for (byte[] key : distinct) {
        Shard shard = records.shards().shardOf(key);
        if (!Arrays.equals(key, shard.range().start())) {
          cuts.computeIfAbsent(shard.id(), none -> new ArrayList<>()).add(key);
        }
      }
      List<Shard> parts = new ArrayList<>();
      for (Map.Entry<Long, List<byte[]>> cut : cuts.entrySet()) {
        Shard shard = records.shards().find(cut.getKey()).filter(records::isRecorded).orElse(null);
        if (shard == null) {
          throw refused("The table is being changed");
        }
        checkNotMoving(shard);
        byte[] start = shard.range().start();
        for (byte[] key : cut.getValue()) {
          parts.add(shard.part(firstId + parts.size(), new KeyRange(start, key)));
          start = key;
        }
        parts.add(shard.part(firstId + parts.size(), new KeyRange(start, shard.range().end())));
      }
      if (!parts.isEmpty()) {
        records.write(parts, Optional.empty());
        records.shards().replace(parts);
      }
      return parts;
    });
  }

  private void checkOpen() {
    if (closed) {
      throw MySqlError.ER_SERVER_SHUTDOWN.with();
    }
  }

  private static MySqlException refused(String reason) {
    return new MySqlException(MySqlError.ER_UNKNOWN_ERROR, reason);
  }

  /** Stops all moves where they are; they go on at the next start. */
  @Override
  public void close() throws InterruptedException {
    records.exclusively(() -> {
      closed = true;
      return true;
    });
    moves.values().forEach(ShardMove::stop);
    for (Thread thread : threads.values()) {
      thread.join();
    }
  }
}
