package io.braid.binlog.gtid;

import io.braid.common.MySqlError;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Collections;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/**
 * A set of GTIDs without tags. Immutable; sources are ordered by their bytes as in MySQL.
 *
 * <p>The binary form is that of PREVIOUS_GTIDS events and of COM_BINLOG_DUMP_GTID:
 *
 * <pre>
 * offset  length  type          meaning
 * 0       8       little-endian number of sources
 * then for each source
 * 0       16      bytes         source UUID
 * 16      8       little-endian number of intervals
 * then for each interval
 * 0       8       little-endian first number
 * 8       8       little-endian last number + 1
 * </pre>
 *
 * @see "MySQL 9.7 Reference Manual, GTID Format and Storage"
 */
public final class GtidSet {
  /** The set without members. */
  public static final GtidSet EMPTY = new GtidSet(Collections.emptySortedMap());

  /** The largest number of a GTID. */
  public static final long NUMBER_MAX = Long.MAX_VALUE - 1;

  private static final Comparator<UUID> BY_BYTES =
      Comparator.comparingLong((UUID u) -> u.getMostSignificantBits() ^ Long.MIN_VALUE)
          .thenComparingLong(u -> u.getLeastSignificantBits() ^ Long.MIN_VALUE);

  private final SortedMap<UUID, GtidIntervals> sources;

  private GtidSet(SortedMap<UUID, GtidIntervals> sources) {
    this.sources = sources;
  }

  /** The set of one interval. */
  public static GtidSet of(UUID source, long first, long last) {
    if (first < 1 || last < first || last > NUMBER_MAX) {
      throw new IllegalArgumentException(first + "-" + last);
    }
    TreeMap<UUID, GtidIntervals> one = new TreeMap<>(BY_BYTES);
    one.put(source, GtidIntervals.of(first, last));
    return new GtidSet(one);
  }

  /**
   * Reads MySQL's text form; white space and empty parts are allowed, and an interval that ends
   * before it starts is empty.
   *
   * @throws io.braid.common.MySqlException ER_MALFORMED_GTID_SET_SPECIFICATION (1772)
   */
  public static GtidSet parse(String text) {
    TreeMap<UUID, GtidIntervals> sources = new TreeMap<>(BY_BYTES);
    for (String part : text.split(",", -1)) {
      String trimmed = part.strip();
      if (trimmed.isEmpty()) {
        continue;
      }
      String[] pieces = trimmed.split(":", -1);
      UUID source = parseUuid(pieces[0].strip(), text);
      if (pieces.length < 2) {
        throw malformed(text);
      }
      for (int i = 1; i < pieces.length; i++) {
        GtidIntervals interval = parseInterval(pieces[i].strip(), text);
        if (!interval.isEmpty()) {
          sources.merge(source, interval, GtidIntervals::union);
        }
      }
    }
    return new GtidSet(sources);
  }

  /** UUIDs with dashes, without, or with braces are what MySQL takes. */
  private static UUID parseUuid(String text, String whole) {
    String digits = text;
    if (digits.startsWith("{") && digits.endsWith("}") && digits.length() == 38) {
      digits = digits.substring(1, digits.length() - 1);
    }
    if (digits.length() == 36) {
      for (int dash : new int[] {8, 13, 18, 23}) {
        if (digits.charAt(dash) != '-') {
          throw malformed(whole);
        }
      }
      digits = digits.replace("-", "");
    }
    if (digits.length() != 32) {
      throw malformed(whole);
    }
    for (int i = 0; i < 32; i++) {
      if (Character.digit(digits.charAt(i), 16) < 0 || digits.charAt(i) > 'f') {
        throw malformed(whole);
      }
    }
    return new UUID(
        Long.parseUnsignedLong(digits.substring(0, 16), 16),
        Long.parseUnsignedLong(digits.substring(16), 16));
  }

  private static GtidIntervals parseInterval(String text, String whole) {
    int dash = text.indexOf('-');
    long first = parseNumber(dash < 0 ? text : text.substring(0, dash).strip(), whole);
    long last = dash < 0 ? first : parseNumber(text.substring(dash + 1).strip(), whole);
    if (first < 1) {
      throw malformed(whole);
    }
    return last < first ? GtidIntervals.NONE : GtidIntervals.of(first, last);
  }

  private static long parseNumber(String digits, String whole) {
    if (digits.isEmpty()
        || digits.length() > 19
        || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
      throw malformed(whole);
    }
    long number;
    try {
      number = Long.parseLong(digits);
    } catch (NumberFormatException e) {
      throw malformed(whole);
    }
    if (number > NUMBER_MAX) {
      throw malformed(whole);
    }
    return number;
  }

  private static RuntimeException malformed(String text) {
    return MySqlError.ER_MALFORMED_GTID_SET_SPECIFICATION.with(text);
  }

  /**
   * Reads the binary form.
   *
   * @throws io.braid.common.MySqlException ER_MALFORMED_GTID_SET_ENCODING (1773) when it is cut
   *     off, has tags, or has intervals that are empty or out of order
   */
  public static GtidSet decode(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    TreeMap<UUID, GtidIntervals> sources = new TreeMap<>(BY_BYTES);
    try {
      long count = in.getLong();
      for (long i = 0; i < count; i++) {
        in.order(ByteOrder.BIG_ENDIAN);
        UUID source = new UUID(in.getLong(), in.getLong());
        in.order(ByteOrder.LITTLE_ENDIAN);
        long intervals = in.getLong();
        if (count < 0 || intervals < 0 || intervals > in.remaining() / 16) {
          throw MySqlError.ER_MALFORMED_GTID_SET_ENCODING.with();
        }
        long before = 0;
        GtidIntervals all = GtidIntervals.NONE;
        for (long n = 0; n < intervals; n++) {
          long first = in.getLong();
          long end = in.getLong();
          if (first <= before || end <= first) {
            throw MySqlError.ER_MALFORMED_GTID_SET_ENCODING.with();
          }
          all = all.union(GtidIntervals.of(first, end - 1));
          before = end;
        }
        if (!all.isEmpty()) {
          sources.merge(source, all, GtidIntervals::union);
        }
      }
    } catch (BufferUnderflowException e) {
      throw MySqlError.ER_MALFORMED_GTID_SET_ENCODING.with();
    }
    if (in.hasRemaining()) {
      throw MySqlError.ER_MALFORMED_GTID_SET_ENCODING.with();
    }
    return new GtidSet(sources);
  }

  /** The binary form. */
  public byte[] encode() {
    int size = 8;
    for (GtidIntervals intervals : sources.values()) {
      size += 24 + 16 * intervals.size();
    }
    ByteBuffer out = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    out.putLong(sources.size());
    for (Map.Entry<UUID, GtidIntervals> entry : sources.entrySet()) {
      out.order(ByteOrder.BIG_ENDIAN);
      out.putLong(entry.getKey().getMostSignificantBits());
      out.putLong(entry.getKey().getLeastSignificantBits());
      out.order(ByteOrder.LITTLE_ENDIAN);
      GtidIntervals intervals = entry.getValue();
      out.putLong(intervals.size());
      for (int i = 0; i < intervals.size(); i++) {
        out.putLong(intervals.first(i));
        out.putLong(intervals.last(i) + 1);
      }
    }
    return out.array();
  }

  /** Whether it has no members. */
  public boolean isEmpty() {
    return sources.isEmpty();
  }

  /** How many GTIDs it has. */
  public long count() {
    long count = 0;
    for (GtidIntervals intervals : sources.values()) {
      count += intervals.count();
    }
    return count;
  }

  /** Whether a GTID is a member. */
  public boolean contains(UUID source, long number) {
    GtidIntervals intervals = sources.get(source);
    return intervals != null && intervals.contains(number);
  }

  /** Whether every member of {@code other} is one of this set: GTID_SUBSET(other, this). */
  public boolean containsAll(GtidSet other) {
    return other.subtract(this).isEmpty();
  }

  /** The largest number of a source, or 0. */
  public long lastOf(UUID source) {
    GtidIntervals intervals = sources.get(source);
    return intervals == null ? 0 : intervals.last(intervals.size() - 1);
  }

  /** Members of one source only. */
  public GtidSet only(UUID source) {
    GtidIntervals intervals = sources.get(source);
    if (intervals == null) {
      return EMPTY;
    }
    TreeMap<UUID, GtidIntervals> one = new TreeMap<>(BY_BYTES);
    one.put(source, intervals);
    return new GtidSet(one);
  }

  /** This set with one more member. */
  public GtidSet with(UUID source, long number) {
    TreeMap<UUID, GtidIntervals> more = new TreeMap<>(BY_BYTES);
    more.putAll(sources);
    more.merge(source, GtidIntervals.of(number, number), GtidIntervals::union);
    return new GtidSet(more);
  }

  /** Members of either. */
  public GtidSet union(GtidSet other) {
    TreeMap<UUID, GtidIntervals> all = new TreeMap<>(BY_BYTES);
    all.putAll(sources);
    other.sources.forEach(
        (source, intervals) -> all.merge(source, intervals, GtidIntervals::union));
    return new GtidSet(all);
  }

  /** Members of this that are not in {@code other}: GTID_SUBTRACT(this, other). */
  public GtidSet subtract(GtidSet other) {
    TreeMap<UUID, GtidIntervals> rest = new TreeMap<>(BY_BYTES);
    sources.forEach((source, intervals) -> {
      GtidIntervals left =
          intervals.subtract(other.sources.getOrDefault(source, GtidIntervals.NONE));
      if (!left.isEmpty()) {
        rest.put(source, left);
      }
    });
    return new GtidSet(rest);
  }

  /** Members of both. */
  public GtidSet intersect(GtidSet other) {
    TreeMap<UUID, GtidIntervals> both = new TreeMap<>(BY_BYTES);
    sources.forEach((source, intervals) -> {
      GtidIntervals common =
          intervals.intersect(other.sources.getOrDefault(source, GtidIntervals.NONE));
      if (!common.isEmpty()) {
        both.put(source, common);
      }
    });
    return new GtidSet(both);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof GtidSet set && sources.equals(set.sources);
  }

  @Override
  public int hashCode() {
    return sources.hashCode();
  }

  /** MySQL's canonical text: sources on lines of their own, separated by commas. */
  @Override
  public String toString() {
    StringBuilder out = new StringBuilder();
    sources.forEach((source, intervals) -> {
      if (!out.isEmpty()) {
        out.append(",\n");
      }
      out.append(source.toString().toLowerCase(Locale.ROOT));
      intervals.appendTo(out);
    });
    return out.toString();
  }
}
