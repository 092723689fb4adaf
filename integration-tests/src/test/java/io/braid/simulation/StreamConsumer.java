package io.braid.simulation;

import java.util.ArrayList;
import java.util.List;

/**
 * A client of the dump: reads complete transactions at a file and position, is thrown off now and
 * then, and goes on at any node, by position or by the number of its last transaction.
 */
final class StreamConsumer {
  private final World world;
  private final boolean byNumber;
  private final List<String> seen = new ArrayList<>();
  private Node source;
  private int file;
  private int position;
  private long lastNumber;

  StreamConsumer(World world, boolean byNumber) {
    this.world = world;
    this.byNumber = byNumber;
    this.source = world.nodes().getFirst();
  }

  void start() {
    world.scheduler().every(5_000, this::poll);
    world.scheduler().every(120_000, this::move);
  }

  List<String> seen() {
    return seen;
  }

  void move() {
    source = world.scheduler().pick(world.nodes());
    if (byNumber) {
      seek();
    }
  }

  private void seek() {
    BinlogNode binlog = source.binlog();
    if (!source.isUp()) {
      file = Integer.MAX_VALUE;
      return;
    }
    file = 0;
    position = 0;
    if (lastNumber == 0) {
      return;
    }
    String mark = "GTID " + lastNumber + "\n";
    for (int index = 0; index < binlog.fileCount(); index++) {
      String text = binlog.file(index);
      int at = text.indexOf(mark);
      if (at >= 0) {
        int end = text.indexOf("XID ", at);
        file = index;
        position = end < 0 ? text.length() : text.indexOf('\n', end) + 1;
        return;
      }
    }
    // This node is behind: asked again later.
    file = Integer.MAX_VALUE;
  }

  void poll() {
    if (!source.isUp()) {
      move();
      return;
    }
    if (file == Integer.MAX_VALUE) {
      seek();
    }
    BinlogNode binlog = source.binlog();
    while (file < binlog.fileCount()) {
      String text = binlog.file(file);
      if (text.length() > position) {
        take(text.substring(position));
        position = text.length();
      }
      if (file + 1 >= binlog.fileCount()) {
        return;
      }
      file++;
      position = 0;
    }
  }

  private void take(String text) {
    for (String line : text.split("\n", -1)) {
      if (line.isEmpty() || line.startsWith("FILE ")) {
        continue;
      }
      seen.add(line);
      if (line.startsWith("GTID ")) {
        lastNumber = Long.parseLong(line.substring(5));
      } else if (line.startsWith("XID ")) {
        world.history().sawCommit(Long.parseLong(line.substring(4)));
      }
    }
  }
}
