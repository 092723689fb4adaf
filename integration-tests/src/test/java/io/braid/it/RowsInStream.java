package io.braid.it;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32;

/**
 * What the binlog files hold of the inserts into a table {@code (BIGINT, VARBINARY(256 or more))},
 * read event by event with their checksums verified, by code that shares nothing with the server's.
 *
 * @param rows inserted
 * @param checksum the exclusive or of the CRC-32 of each second column
 * @see "MySQL Source Code Documentation, Binlog Event Format"
 */
record RowsInStream(long rows, long checksum) {
  private static final int HEADER_BYTES = 19;
  private static final int CHECKSUM_BYTES = 4;
  private static final int TABLE_ID_BYTES = 6;
  private static final int TABLE_MAP = 19;
  private static final int WRITE_ROWS = 30;

  static RowsInStream read(Path folder, String table) throws IOException {
    Reader reader = new Reader(table);
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> inOrder =
          files.filter(file -> file.toString().matches(".*\\.[0-9]{6}")).sorted().toList();
      for (Path file : inOrder) {
        reader.readFile(file);
      }
    }
    return new RowsInStream(reader.rows, reader.checksum);
  }

  private static final class Reader {
    private final String table;
    private long tableId = -1;
    private long rows;
    private long checksum;

    Reader(String table) {
      this.table = table;
    }

    void readFile(Path file) throws IOException {
      try (InputStream bytes = Files.newInputStream(file);
          DataInputStream in = new DataInputStream(new BufferedInputStream(bytes, 1 << 20))) {
        in.skipNBytes(4);
        byte[] header = new byte[HEADER_BYTES];
        while (in.readNBytes(header, 0, HEADER_BYTES) == HEADER_BYTES) {
          ByteBuffer fields = ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN);
          byte[] body = new byte[fields.getInt(9) - HEADER_BYTES];
          in.readFully(body);
          verify(header, body, file);
          event(header[4], ByteBuffer.wrap(body).order(ByteOrder.LITTLE_ENDIAN));
        }
      }
    }

    private static void verify(byte[] header, byte[] body, Path file) {
      CRC32 crc = new CRC32();
      crc.update(header);
      crc.update(body, 0, body.length - CHECKSUM_BYTES);
      int stored =
          ByteBuffer.wrap(body).order(ByteOrder.LITTLE_ENDIAN).getInt(body.length - CHECKSUM_BYTES);
      if ((int) crc.getValue() != stored) {
        throw new AssertionError("wrong checksum of an event in " + file);
      }
    }

    private void event(byte type, ByteBuffer body) {
      if (type == TABLE_MAP) {
        long id = body.getLong(0) & 0xFFFF_FFFF_FFFFL;
        body.position(TABLE_ID_BYTES + 2);
        body.position(body.position() + 2 + body.get(body.position()));
        byte[] name = new byte[body.get()];
        body.get(name);
        if (new String(name, StandardCharsets.UTF_8).equals(table)) {
          tableId = id;
        }
      } else if (type == WRITE_ROWS && (body.getLong(0) & 0xFFFF_FFFF_FFFFL) == tableId) {
        // table id, flags, length of extra data, then the count of columns and which are there
        body.position(TABLE_ID_BYTES + 2 + body.getShort(TABLE_ID_BYTES + 2) + 2);
        while (body.remaining() > CHECKSUM_BYTES) {
          row(body);
        }
      }
    }

    private void row(ByteBuffer body) {
      body.position(body.position() + 1 + Long.BYTES);
      int length = Short.toUnsignedInt(body.getShort());
      CRC32 crc = new CRC32();
      crc.update(body.slice(body.position(), length));
      body.position(body.position() + length);
      rows++;
      checksum ^= crc.getValue();
    }
  }
}
