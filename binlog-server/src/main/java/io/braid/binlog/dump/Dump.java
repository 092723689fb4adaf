package io.braid.binlog.dump;

import io.braid.binlog.BinlogIdentity;
import io.braid.binlog.event.BinlogEvent;
import io.braid.binlog.event.EventBuffer;
import io.braid.binlog.event.EventEncoder;
import io.braid.binlog.event.EventHeader;
import io.braid.binlog.event.EventType;
import io.braid.binlog.file.BinlogFileName;
import io.braid.binlog.file.BinlogFiles;
import io.braid.binlog.file.BinlogService;
import io.braid.binlog.file.EventReader;
import io.braid.binlog.file.Published;
import io.braid.binlog.gtid.GtidSet;
import io.braid.common.MySqlError;
import io.braid.common.MySqlException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.zip.CRC32;

/**
 * One dump, as MySQL sends it:
 *
 * <pre>
 * for each file   ROTATE (made up: name and position), FORMAT_DESCRIPTION,
 *                 events; those of transactions that the consumer has are left out
 * at its end      ROTATE of the file itself
 * meanwhile       HEARTBEAT after each period without an event
 * </pre>
 *
 * <p>Memory is one window of the file: a larger event goes through it piece by piece.
 */
final class Dump {
  private static final long MAGIC_BYTES = EventEncoder.FILE_MAGIC.length;
  private static final Duration STEP = Duration.ofSeconds(1);

  /** How much is sent between two looks whether the dump is over. */
  private static final int LOOK_BYTES = 1 << 16;

  private final BinlogIdentity identity;
  private final BinlogService binlog;
  private final DumpRequest request;
  private final EventSink sink;
  private final BooleanSupplier cancelled;
  private final boolean checksums;
  private final GtidSet excluded;
  private final long resetsAtStart;
  private final EventBuffer made = new EventBuffer();
  private final CRC32 crc = new CRC32();
  private volatile boolean replaced;

  /** Whether the transaction at the reader is one that the consumer has. */
  private boolean skipping;

  /** Whether something was left out since the last event that was sent. */
  private boolean skipped;

  private String firstFile = "";
  private long firstPosition;

  Dump(
      BinlogIdentity identity,
      BinlogService binlog,
      DumpRequest request,
      EventSink sink,
      BooleanSupplier cancelled) {
    this.identity = identity;
    this.binlog = binlog;
    this.request = request;
    this.sink = sink;
    this.cancelled = cancelled;
    this.resetsAtStart = binlog.files().resets();
    this.checksums = request.checksum() == DumpRequest.Checksum.CRC32;
    this.excluded =
        request.start() instanceof DumpRequest.Start.AfterGtids(GtidSet executed)
            ? executed
            : GtidSet.EMPTY;
  }

  DumpRequest request() {
    return request;
  }

  /** Another dump of the same consumer takes over. */
  void replace() {
    replaced = true;
  }

  void run() throws InterruptedException {
    long number;
    long position;
    switch (request.start()) {
      case DumpRequest.Start.AtPosition(String file, long at) -> {
        number = startFile(file);
        position = at;
        checkPosition(number, at);
      }
      case DumpRequest.Start.AfterGtids after -> {
        number = startFile(after.executed());
        position = MAGIC_BYTES;
      }
    }
    firstFile = BinlogFileName.of(number);
    firstPosition = position;
    try {
      while (true) {
        if (!sendFile(number, position)) {
          sink.flush();
          return;
        }
        Long next = binlog.files().files().higherKey(number);
        if (next == null) {
          throw fatal("could not find next log" + place(number, position));
        }
        number = next;
        position = MAGIC_BYTES;
      }
    } catch (UncheckedIOException e) {
      throw fatal("could not open log file", e);
    }
  }

  private long startFile(String name) {
    BinlogFiles files = binlog.files();
    if (name.isEmpty()) {
      Map.Entry<Long, BinlogFiles.FileFacts> oldest = files.files().firstEntry();
      if (oldest == null) {
        throw noFirstFile();
      }
      return oldest.getKey();
    }
    OptionalLong number = BinlogFileName.number(name);
    if (number.isEmpty() || files.file(number.getAsLong()).isEmpty()) {
      throw noFirstFile();
    }
    return number.getAsLong();
  }

  private static MySqlException noFirstFile() {
    return fatal("Could not find first log file name in binary log index file");
  }

  /** The newest file before which the consumer has everything. */
  private long startFile(GtidSet consumer) {
    Published published = binlog.published();
    UUID own = identity.serverUuid();
    if (!published.executed().only(own).containsAll(consumer.only(own))) {
      throw fatal(MySqlError.ER_REPLICA_HAS_MORE_GTIDS_THAN_SOURCE.with().getMessage());
    }
    GtidSet missing = published.purged().subtract(consumer);
    if (!missing.isEmpty()) {
      throw purged(consumer, missing);
    }
    // A file that is being begun has nothing to send yet.
    for (Map.Entry<Long, BinlogFiles.FileFacts> file :
        binlog.files().files().headMap(published.fileNumber(), true).descendingMap().entrySet()) {
      if (consumer.containsAll(file.getValue().previous())) {
        return file.getKey();
      }
    }
    Map.Entry<Long, BinlogFiles.FileFacts> oldest = binlog.files().files().firstEntry();
    if (oldest == null) {
      throw noFirstFile();
    }
    throw purged(consumer, oldest.getValue().previous().subtract(consumer));
  }

  private static MySqlException purged(GtidSet consumer, GtidSet missing) {
    return fatal(
        MySqlError.ER_SOURCE_HAS_PURGED_REQUIRED_GTIDS
            .with(
                "The GTID set sent by the replica is '"
                    + consumer
                    + "', and the missing transactions are '"
                    + missing
                    + "'")
            .getMessage());
  }

  /** A position must be a border of events, else a consumer would read rubbish. */
  private void checkPosition(long number, long position) {
    if (position < MAGIC_BYTES) {
      throw fatal("Client requested source to start replication from position < 4");
    }
    long limit = limit(number, binlog.published());
    if (position > limit) {
      throw fatal("Client requested source to start replication from position > file size");
    }
    try (EventReader reader = new EventReader(binlog.files(), number, MAGIC_BYTES)) {
      while (reader.nextPosition() < position && reader.next(limit)) {
        if (cancelled.getAsBoolean()) {
          return;
        }
      }
      if (reader.nextPosition() != position) {
        throw fatal("bogus data in log event" + place(number, position));
      }
    }
  }

  private long limit(long number, Published published) {
    if (number == published.fileNumber()) {
      return published.position();
    }
    return number < published.fileNumber() ? binlog.files().sizeOf(number) : 0;
  }

  private String place(long number, long position) {
    String file = BinlogFileName.of(number);
    return "; the first event '"
        + firstFile
        + "' at "
        + firstPosition
        + ", the last event read from '"
        + file
        + "' at "
        + position
        + ", the last byte read from '"
        + file
        + "' at "
        + position
        + ".";
  }

  private static MySqlException fatal(String message) {
    return new MySqlException(MySqlError.ER_SOURCE_FATAL_ERROR_READING_BINLOG, message);
  }

  private static MySqlException fatal(String message, Throwable cause) {
    return new MySqlException(MySqlError.ER_SOURCE_FATAL_ERROR_READING_BINLOG, message, cause);
  }

  /** Sends a file from a position; false when the dump is over, true when the file is. */
  private boolean sendFile(long number, long position) throws InterruptedException {
    sendRotate(number, position);
    try (EventReader reader = new EventReader(binlog.files(), number, MAGIC_BYTES)) {
      sendFormat(reader, number, position);
      if (position == MAGIC_BYTES) {
        return sendEvents(reader, number);
      }
    }
    try (EventReader reader = new EventReader(binlog.files(), number, position)) {
      return sendEvents(reader, number);
    }
  }

  private boolean sendEvents(EventReader reader, long number) throws InterruptedException {
    while (true) {
      Published published = binlog.published();
      boolean ended = number != published.fileNumber();
      long limit = limit(number, published);
      if (!sendEvents(reader, number, limit)) {
        return false;
      }
      if (ended) {
        return true;
      }
      if (!request.waits()) {
        return false;
      }
      sendHeartbeatAfterSkipping(number, reader.nextPosition());
      sink.flush();
      reader.rest();
      if (!awaitMore(number, reader)) {
        return false;
      }
    }
  }

  /** Sends events up to a limit; false when the dump is over. */
  private boolean sendEvents(EventReader reader, long number, long limit) {
    long lookAt = reader.nextPosition() + LOOK_BYTES;
    while (reader.next(limit)) {
      sendEvent(reader, number);
      if (reader.nextPosition() >= lookAt) {
        if (isOver(number, reader)) {
          return false;
        }
        lookAt = reader.nextPosition() + LOOK_BYTES;
      }
    }
    return !isOver(number, reader);
  }

  private boolean isOver(long number, EventReader reader) {
    if (replaced) {
      throw fatal(
          "A replica with the same server_uuid/server_id as this replica has connected to the"
              + " source"
              + place(number, reader.nextPosition()));
    }
    if (isReset()) {
      throw fatal("could not find next log" + place(number, reader.nextPosition()));
    }
    return cancelled.getAsBoolean();
  }

  /** Whether RESET BINARY LOGS AND GTIDS has removed the file under the reader. */
  private boolean isReset() {
    return binlog.files().resets() != resetsAtStart;
  }

  private boolean awaitMore(long number, EventReader reader) throws InterruptedException {
    long position = reader.nextPosition();
    Duration period = request.heartbeat();
    Duration left = period;
    while (!isOver(number, reader)) {
      Duration step = period.isZero() || left.compareTo(STEP) > 0 ? STEP : left;
      if (binlog
          .waitBeyond(
              number, position, step, () -> replaced || isReset() || cancelled.getAsBoolean())
          .isPresent()) {
        return !isOver(number, reader);
      }
      left = left.minus(step);
      if (!period.isZero() && !left.isPositive()) {
        if (isOver(number, reader)) {
          return false;
        }
        sendHeartbeat(number, position);
        sink.flush();
        left = period;
      }
      if (binlog.isClosed()) {
        return false;
      }
    }
    return false;
  }

  private void sendEvent(EventReader reader, long number) {
    int type = reader.typeCode();
    if (type == EventType.GTID.code()) {
      skipping = isExcluded(reader);
    } else if (type == EventType.ROTATE.code()
        || type == EventType.PREVIOUS_GTIDS.code()
        || type == EventType.FORMAT_DESCRIPTION.code()) {
      skipping = false;
    }
    if (skipping) {
      skipped = true;
      return;
    }
    if (skipped) {
      sendHeartbeatAfterSkipping(number, reader.position());
    }
    send(reader);
  }

  private boolean isExcluded(EventReader reader) {
    if (excluded.isEmpty()) {
      return false;
    }
    ByteBuffer window = reader.window();
    int at = reader.offset(EventHeader.BYTES + 1);
    return excluded.contains(
        new UUID(
            Long.reverseBytes(window.getLong(at)),
            Long.reverseBytes(window.getLong(at + Long.BYTES))),
        window.getLong(at + 2 * Long.BYTES));
  }

  /** Tells a consumer how far the events go that it did not get. */
  private void sendHeartbeatAfterSkipping(long number, long position) {
    if (skipped && !request.heartbeat().isZero()) {
      sendHeartbeat(number, position);
    }
    skipped = false;
  }

  /** Sends an event of a file, without checksum to those who want none. */
  private void send(EventReader reader) {
    int bytes = reader.size();
    if (!checksums) {
      bytes -= EventHeader.CHECKSUM_BYTES;
      EventHeader.putEventBytes(reader.window(), reader.offset(0), bytes);
    }
    sink.startEvent(bytes);
    for (int sent = 0; sent < bytes; ) {
      int count = Math.min(reader.load(sent), bytes - sent);
      sink.bytes(reader.window(), reader.offset(sent), count);
      sent += count;
    }
  }

  /** Sends an event that is not from a file, as {@link #send(EventReader)}. */
  private void send(byte[] event, int size) {
    int bytes = checksums ? size : size - EventHeader.CHECKSUM_BYTES;
    ByteBuffer buffer = ByteBuffer.wrap(event, 0, bytes).order(ByteOrder.LITTLE_ENDIAN);
    EventHeader.putEventBytes(buffer, 0, bytes);
    sink.startEvent(bytes);
    sink.bytes(buffer, 0, bytes);
  }

  private void sendMade(BinlogEvent event, long endPosition, boolean artificial) {
    made.truncate(0);
    EventEncoder.append(made, event, 0, identity.serverId());
    if (artificial) {
      made.set(EventHeader.FLAGS_OFFSET, EventHeader.FLAG_ARTIFICIAL);
    }
    made.seal(0, endPosition);
    send(made.array(), made.length());
  }

  private void sendRotate(long number, long position) {
    sendMade(new BinlogEvent.Rotate(BinlogFileName.of(number), position), 0, true);
  }

  private void sendHeartbeat(long number, long position) {
    sendMade(new BinlogEvent.Heartbeat(BinlogFileName.of(number)), position, false);
  }

  /**
   * Sends the file's FORMAT_DESCRIPTION. It keeps its checksum even when the others have none. In
   * the middle of a file it has no position, so that the consumer's does not go back.
   */
  private void sendFormat(EventReader reader, long number, long position) {
    if (!reader.next(limit(number, binlog.published()))) {
      throw fatal("could not find the format description event" + place(number, MAGIC_BYTES));
    }
    byte[] event = reader.copy();
    if (request.checksum() == DumpRequest.Checksum.UNKNOWN) {
      throw fatal(
          "Replica can not handle replication events with the checksum that source is configured"
              + " to log"
              + place(number, MAGIC_BYTES));
    }
    if (!checksums) {
      event[event.length - EventHeader.CHECKSUM_BYTES - 1] = 0;
    }
    long end = position > MAGIC_BYTES ? 0 : reader.nextPosition();
    EventBuffer.seal(event, 0, event.length, end, crc);
    sink.startEvent(event.length);
    sink.bytes(ByteBuffer.wrap(event), 0, event.length);
  }
}
