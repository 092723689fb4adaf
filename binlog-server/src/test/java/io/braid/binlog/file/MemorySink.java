package io.braid.binlog.file;

import io.braid.binlog.gtid.GtidSet;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/** Files in memory. */
final class MemorySink implements BinlogSink {
  final TreeMap<Long, ByteArrayOutputStream> files = new TreeMap<>();
  private final TreeMap<Long, GtidSet> previous = new TreeMap<>();

  @Override
  public void startFile(long number, GtidSet before, long seconds) {
    files.put(number, new ByteArrayOutputStream());
    previous.put(number, before);
  }

  @Override
  public void write(byte[] array, int offset, int length) {
    files.lastEntry().getValue().write(array, offset, length);
  }

  @Override
  public void removeBelow(long number) {
    files.headMap(number).clear();
    previous.headMap(number).clear();
  }

  @Override
  public void removeAll(GeneratorState after) {
    files.clear();
    previous.clear();
  }

  @Override
  public GtidSet previousOfOldest() {
    return previous.firstEntry().getValue();
  }

  /** The files cut back to a state, as a restart finds them. */
  MemorySink cutTo(GeneratorState state) {
    MemorySink cut = new MemorySink();
    for (Map.Entry<Long, ByteArrayOutputStream> file :
        files.headMap(state.fileNumber(), true).entrySet()) {
      ByteArrayOutputStream copy = new ByteArrayOutputStream();
      byte[] bytes = file.getValue().toByteArray();
      int length = file.getKey() == state.fileNumber() ? (int) state.position() : bytes.length;
      copy.writeBytes(Arrays.copyOf(bytes, length));
      cut.files.put(file.getKey(), copy);
      cut.previous.put(
          file.getKey(),
          GtidSet.EMPTY.union(java.util.Objects.requireNonNull(previous.get(file.getKey()))));
    }
    return cut;
  }

  TreeMap<Long, String> digests() {
    TreeMap<Long, String> digests = new TreeMap<>();
    files.forEach((number, bytes) -> {
      try {
        digests.put(
            number,
            java.util.HexFormat.of()
                .formatHex(
                    java.security.MessageDigest.getInstance("SHA-256")
                        .digest(bytes.toByteArray())));
      } catch (java.security.NoSuchAlgorithmException e) {
        throw new IllegalStateException(e);
      }
    });
    return digests;
  }
}
