package io.braid.binlog.file;

import io.braid.binlog.BinlogIdentity;
import io.braid.binlog.event.BinlogEvent;
import io.braid.binlog.event.EventBuffer;
import io.braid.binlog.event.EventCache;
import io.braid.binlog.event.EventEncoder;
import io.braid.binlog.event.TableSource;
import io.braid.binlog.event.TransactionEncoder;
import io.braid.binlog.event.TransactionEncoder.Outcome;
import io.braid.binlog.gtid.GtidSet;
import io.braid.cdc.TransactionStream.StreamTransaction;
import io.braid.storage.ChangeRecord;
import io.braid.storage.ControlCommand;
import io.braid.storage.Gtid;
import io.braid.storage.Timestamps;
import io.braid.storage.TransactionRecord;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.zip.CRC32;

/**
 * Makes the binlog from the merged stream: a pure function of identity, state and stream, without
 * clock, randomness or session. The same stream gives the same bytes on every node and after every
 * restart.
 *
 * <p>Used by one thread.
 *
 * @see "PROTOCOL.md, rules 21 to 27"
 */
public final class BinlogGenerator {
  /** A transaction that would end behind this starts a new file first, if it is not the first. */
  static final long FILE_BYTES_SOFT_MAX = 2L << 30;

  private final BinlogIdentity identity;
  private final BinlogSink sink;
  private final EventCache cache;
  private final TransactionEncoder encoder;
  private final EventBuffer head = new EventBuffer();
  private final CRC32 crc = new CRC32();
  private GeneratorState state;

  /**
   * @param state where to go on; the sink stands there
   * @param cache for one transaction at a time
   */
  BinlogGenerator(
      BinlogIdentity identity,
      GeneratorState state,
      TableSource tables,
      EventCache cache,
      BinlogSink sink) {
    this.identity = identity;
    this.state = state;
    this.cache = cache;
    this.sink = sink;
    this.encoder = new TransactionEncoder(tables, cache);
    if (state.position() == 0) {
      startFile(state.fileNumber() + 1, state.lastSeconds());
    }
  }

  /** The state after everything so far. */
  public GeneratorState state() {
    return state;
  }

  /** Appends a transaction or obeys a control record. */
  public void apply(StreamTransaction transaction) {
    long commitTs = transaction.commitTs();
    if (commitTs <= state.commitTs()) {
      throw new IllegalStateException(
          "transaction " + commitTs + " after " + state.commitTs() + " in the stream");
    }
    switch (transaction.head()) {
      case ChangeRecord.Transaction head -> append(transaction, head.transaction());
      case ChangeRecord.Control control -> obey(control.command(), commitTs);
      case ChangeRecord.Row row -> throw headless(row);
      case ChangeRecord.UniqueOwner owner -> throw headless(owner);
      case ChangeRecord.Catalog catalog -> throw headless(catalog);
    }
    state =
        new GeneratorState(
            commitTs,
            state.fileNumber(),
            state.position(),
            state.lastSeconds(),
            state.sequenceNumber(),
            state.executed(),
            state.purged(),
            state.maxBinlogSize());
  }

  private static IllegalStateException headless(ChangeRecord record) {
    return new IllegalStateException("a transaction that begins with " + record);
  }

  private void append(StreamTransaction transaction, TransactionRecord record) {
    if (record.gtid() instanceof Gtid.Silent) {
      return;
    }
    long commitTs = transaction.commitTs();
    long seconds = state.secondsAt(commitTs);
    Outcome outcome =
        encoder.encode(
            record,
            commitTs,
            seconds,
            identity.serverId(),
            record.gtid() instanceof Gtid.Foreign,
            transaction::nextRecord);
    if (outcome == Outcome.NOTHING) {
      return;
    }
    UUID source;
    long number;
    switch (record.gtid()) {
      case Gtid.Automatic automatic -> {
        source = identity.serverUuid();
        number = state.executed().lastOf(source) + 1;
      }
      case Gtid.Foreign foreign -> {
        source = foreign.source();
        number = foreign.number();
      }
      case Gtid.Silent silent -> {
        return;
      }
    }
    long immediateMicros = commitMicros(commitTs);
    BinlogEvent.Gtid gtid = gtid(record, outcome, source, number, immediateMicros);
    if (state.sequenceNumber() > 0
        && state.position() + gtid.transactionBytes() > FILE_BYTES_SOFT_MAX) {
      rotate(seconds);
      gtid = gtid(record, outcome, source, number, immediateMicros);
    }
    long position = writeTransaction(gtid, seconds);
    state =
        new GeneratorState(
            state.commitTs(),
            state.fileNumber(),
            position,
            seconds,
            gtid.sequenceNumber(),
            state.executed().with(source, number),
            state.purged(),
            state.maxBinlogSize());
    if (position >= state.maxBinlogSize()) {
      rotate(seconds);
    }
  }

  private BinlogEvent.Gtid gtid(
      TransactionRecord record, Outcome outcome, UUID source, long number, long immediateMicros) {
    long original = record.originalCommitMicros();
    return new BinlogEvent.Gtid(
        source,
        number,
        outcome == Outcome.ROWS,
        state.sequenceNumber(),
        state.sequenceNumber() + 1,
        immediateMicros,
        original == 0 ? immediateMicros : original,
        cache.length(),
        identity.serverVersionNumber());
  }

  private long writeTransaction(BinlogEvent.Gtid gtid, long seconds) {
    long start = state.position();
    head.truncate(0);
    EventEncoder.append(head, gtid, seconds, encoder.serverId());
    head.seal(0, start + head.length());
    sink.write(head.array(), 0, head.length());
    long[] position = {start + head.length()};
    cache.forEach((array, at, size) -> {
      position[0] += size;
      EventBuffer.seal(array, at, size, position[0], crc);
      sink.write(array, at, size);
    });
    if (position[0] != start + gtid.transactionBytes()) {
      throw new IllegalStateException("a transaction whose length was foretold wrongly");
    }
    return position[0];
  }

  /** Milliseconds of the timestamp, and its counter as a fraction of one. */
  private static long commitMicros(long commitTs) {
    long counter = commitTs & (1L << Timestamps.COUNTER_BITS) - 1;
    return Timestamps.millis(commitTs) * 1_000 + (counter * 1_000 >>> Timestamps.COUNTER_BITS);
  }

  private void obey(ControlCommand command, long commitTs) {
    long seconds = state.secondsAt(commitTs);
    switch (command) {
      case ControlCommand.Rotate rotate -> rotate(seconds);
      case ControlCommand.PurgeTo(String file) -> {
        OptionalLong number = BinlogFileName.number(file);
        if (number.isPresent()) {
          sink.removeBelow(Math.min(number.getAsLong(), state.fileNumber()));
          purged(state.purged().union(sink.previousOfOldest()), state.executed());
        }
      }
      case ControlCommand.Reset(long firstNumber) -> {
        state =
            new GeneratorState(
                commitTs,
                Math.max(firstNumber, 1) - 1,
                0,
                seconds,
                0,
                GtidSet.EMPTY,
                GtidSet.EMPTY,
                state.maxBinlogSize());
        sink.removeAll(state);
        startFile(state.fileNumber() + 1, seconds);
      }
      case ControlCommand.SetGtidPurged(String gtidSet) -> {
        GtidSet more = GtidSet.parse(gtidSet);
        purged(state.purged().union(more), state.executed().union(more));
        rotate(seconds);
      }
      case ControlCommand.SetVariable(String name, String value) -> setVariable(name, value);
    }
  }

  private void purged(GtidSet purged, GtidSet executed) {
    state =
        new GeneratorState(
            state.commitTs(),
            state.fileNumber(),
            state.position(),
            state.lastSeconds(),
            state.sequenceNumber(),
            executed,
            purged,
            state.maxBinlogSize());
  }

  /** Settings that do not concern the files are nobody's error here. */
  private void setVariable(String name, String value) {
    if (!name.equals("max_binlog_size")) {
      return;
    }
    state =
        new GeneratorState(
            state.commitTs(),
            state.fileNumber(),
            state.position(),
            state.lastSeconds(),
            state.sequenceNumber(),
            state.executed(),
            state.purged(),
            Long.parseLong(value));
  }

  /** Ends the present file with ROTATE and begins the next one. */
  private void rotate(long seconds) {
    long next = state.fileNumber() + 1;
    head.truncate(0);
    EventEncoder.append(
        head,
        new BinlogEvent.Rotate(BinlogFileName.of(next), EventEncoder.FILE_MAGIC.length),
        seconds,
        identity.serverId());
    head.seal(0, state.position() + head.length());
    sink.write(head.array(), 0, head.length());
    startFile(next, seconds);
  }

  private void startFile(long number, long seconds) {
    sink.startFile(number, state.executed(), seconds);
    sink.write(EventEncoder.FILE_MAGIC, 0, EventEncoder.FILE_MAGIC.length);
    head.truncate(0);
    int previousAt =
        head.seal(
            EventEncoder.append(
                head,
                new BinlogEvent.FormatDescription(identity.serverVersion()),
                seconds,
                identity.serverId()),
            EventEncoder.FILE_MAGIC.length + head.length());
    EventEncoder.append(
        head, new BinlogEvent.PreviousGtids(state.executed()), seconds, identity.serverId());
    long firstTransactionPosition = EventEncoder.FILE_MAGIC.length + head.length();
    head.seal(previousAt, firstTransactionPosition);
    sink.write(head.array(), 0, head.length());
    state =
        new GeneratorState(
            state.commitTs(),
            number,
            firstTransactionPosition,
            seconds,
            0,
            state.executed(),
            state.purged(),
            state.maxBinlogSize());
  }
}
