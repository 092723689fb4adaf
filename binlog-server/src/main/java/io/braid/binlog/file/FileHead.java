package io.braid.binlog.file;

import io.braid.binlog.event.EventEncoder;
import io.braid.binlog.event.EventHeader;
import io.braid.binlog.event.EventType;
import io.braid.binlog.event.FilePieces;
import io.braid.binlog.gtid.GtidSet;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/**
 * What the first two events of a file say.
 *
 * @param format the FORMAT_DESCRIPTION event
 * @param previous the GTIDs before the file
 * @param seconds the time of its first event
 * @param bytes where its first transaction starts
 */
record FileHead(byte[] format, GtidSet previous, long seconds, long bytes) {
  /** Reads a file's head. */
  static FileHead read(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      byte[] magic = new byte[EventEncoder.FILE_MAGIC.length];
      FilePieces.read(channel, 0, magic, magic.length);
      if (!Arrays.equals(magic, EventEncoder.FILE_MAGIC)) {
        throw new IOException(file + " is not a binlog file");
      }
      byte[] format = event(channel, magic.length, file);
      long previousAt = magic.length + format.length;
      byte[] previous = event(channel, previousAt, file);
      if (EventHeader.read(format, 0).typeCode() != EventType.FORMAT_DESCRIPTION.code()
          || EventHeader.read(previous, 0).typeCode() != EventType.PREVIOUS_GTIDS.code()) {
        throw new IOException(file + " does not begin as a binlog file");
      }
      return new FileHead(
          format,
          GtidSet.decode(
              Arrays.copyOfRange(
                  previous, EventHeader.BYTES, previous.length - EventHeader.CHECKSUM_BYTES)),
          EventHeader.read(format, 0).seconds(),
          previousAt + previous.length);
    }
  }

  private static byte[] event(FileChannel channel, long at, Path file) throws IOException {
    byte[] header = new byte[EventHeader.BYTES];
    FilePieces.read(channel, at, header, header.length);
    int size = EventHeader.read(header, 0).eventBytes();
    if (size < EventHeader.BYTES + EventHeader.CHECKSUM_BYTES || size > channel.size() - at) {
      throw new IOException(file + " has a damaged head");
    }
    byte[] event = new byte[size];
    FilePieces.read(channel, at, event, size);
    return event;
  }
}
