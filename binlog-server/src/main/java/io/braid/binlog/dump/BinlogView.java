package io.braid.binlog.dump;

import io.braid.binlog.event.EventEncoder;
import io.braid.binlog.event.EventHeader;
import io.braid.binlog.event.EventInfo;
import io.braid.binlog.event.EventType;
import io.braid.binlog.file.BinlogFileName;
import io.braid.binlog.file.BinlogFiles;
import io.braid.binlog.file.BinlogService;
import io.braid.binlog.file.EventReader;
import io.braid.binlog.file.Published;
import io.braid.common.MySqlError;
import io.braid.storage.ControlCommand;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;

/** What SHOW and PURGE ask of the binlog. */
public final class BinlogView {
  private final BinlogService binlog;

  /** A view of what {@code binlog} has published. */
  public BinlogView(BinlogService binlog) {
    this.binlog = binlog;
  }

  /** A row of SHOW BINARY LOGS; nothing is encrypted. */
  public record LogFile(String name, long sizeBytes) {}

  /** A row of SHOW BINLOG EVENTS. */
  public record EventRow(
      String file, long position, String type, long serverId, long endPosition, String info) {}

  /** All files, oldest first, up to a point that {@code waitUntilGenerated} gave. */
  public List<LogFile> logs(Published at) {
    List<LogFile> logs = new ArrayList<>();
    for (Long number : binlog.files().files().headMap(at.fileNumber(), true).keySet()) {
      long size = number == at.fileNumber() ? at.position() : sizeOf(number);
      if (size > 0) {
        logs.add(new LogFile(BinlogFileName.of(number), size));
      }
    }
    return logs;
  }

  /** A file may be purged between the list and the look at it. */
  private long sizeOf(long number) {
    try {
      return binlog.files().sizeOf(number);
    } catch (java.io.UncheckedIOException e) {
      return 0;
    }
  }

  /**
   * The events of a file.
   *
   * @param file empty for the oldest one
   * @param from a border of events; 4 or less means the first
   * @param skip events to leave out
   * @param count events at most
   * @param wanted gets each row and says whether to go on
   * @throws io.braid.common.MySqlException ER_ERROR_WHEN_EXECUTING_COMMAND (1220) when the file or
   *     the position is not there
   */
  public void events(String file, long from, long skip, long count, Predicate<EventRow> wanted) {
    Published published = binlog.published();
    long number;
    if (file.isEmpty()) {
      number = binlog.files().files().firstKey();
    } else {
      OptionalLong named = BinlogFileName.number(file);
      if (named.isEmpty() || binlog.files().file(named.getAsLong()).isEmpty()) {
        throw failed("Could not find target log");
      }
      number = named.getAsLong();
    }
    long limit =
        number == published.fileNumber() ? published.position() : binlog.files().sizeOf(number);
    long start = Math.max(from, EventEncoder.FILE_MAGIC.length);
    if (start > limit) {
      throw failed(
          "Invalid pos specified. Requested from pos:"
              + from
              + " is greater than actual file size:"
              + limit);
    }
    try (EventReader reader =
        new EventReader(binlog.files(), number, EventEncoder.FILE_MAGIC.length)) {
      long left = count;
      long leftOut = 0;
      while (left > 0 && reader.next(limit)) {
        if (reader.position() < start) {
          if (reader.nextPosition() > start) {
            throw failed("Wrong offset or I/O error");
          }
          continue;
        }
        if (leftOut++ < skip) {
          continue;
        }
        left--;
        if (!wanted.test(row(BinlogFileName.of(number), reader))) {
          return;
        }
      }
    }
  }

  private static EventRow row(String file, EventReader reader) {
    byte[] event = reader.copy();
    EventHeader header = EventHeader.read(event, 0);
    return new EventRow(
        file,
        reader.position(),
        EventType.of(header.typeCode()).map(EventType::displayName).orElse("Unknown"),
        header.serverId(),
        header.endPosition(),
        EventInfo.describe(event));
  }

  private static RuntimeException failed(String cause) {
    return MySqlError.ER_ERROR_WHEN_EXECUTING_COMMAND.with("SHOW BINLOG EVENTS", cause);
  }

  /**
   * The command for PURGE BINARY LOGS TO.
   *
   * @throws io.braid.common.MySqlException ER_UNKNOWN_TARGET_BINLOG (1373)
   */
  public ControlCommand.PurgeTo purgeTo(String file) {
    OptionalLong number = BinlogFileName.number(file);
    if (number.isEmpty() || binlog.files().file(number.getAsLong()).isEmpty()) {
      throw MySqlError.ER_UNKNOWN_TARGET_BINLOG.with();
    }
    return new ControlCommand.PurgeTo(file);
  }

  /**
   * The command for PURGE BINARY LOGS BEFORE and for expiry: files whose successor began before
   * {@code seconds} since 1970 UTC are removed; empty when there are none.
   */
  public Optional<ControlCommand.PurgeTo> purgeBefore(long seconds) {
    Optional<ControlCommand.PurgeTo> command = Optional.empty();
    boolean first = true;
    for (Map.Entry<Long, BinlogFiles.FileFacts> file : binlog.files().files().entrySet()) {
      if (!first && file.getValue().seconds() < seconds) {
        command = Optional.of(new ControlCommand.PurgeTo(BinlogFileName.of(file.getKey())));
      }
      first = false;
    }
    return command;
  }
}
