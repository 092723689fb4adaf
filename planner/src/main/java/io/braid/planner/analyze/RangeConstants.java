package io.braid.planner.analyze;

import io.braid.common.type.Collation;
import io.braid.common.type.ColumnType;
import io.braid.common.value.SqlValue;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.apache.calcite.rex.RexNode;

/** Constants that bound index ranges. */
public final class RangeConstants {
  private RangeConstants() {}

  /** NULL as a key value. */
  public static RexNode nullOf(ColumnType type) {
    return new RexFactory().constant(SqlValue.SqlNull.NULL, type);
  }

  /**
   * The part of a LIKE pattern before its first wildcard, as far as it is printable ASCII, whose
   * order in every collation is known.
   */
  public static byte[] likePrefix(byte[] pattern) {
    int length = 0;
    while (length < pattern.length
        && pattern[length] > ' '
        && pattern[length] < 0x7f
        && pattern[length] != '%'
        && pattern[length] != '_'
        && pattern[length] != '\\') {
      length++;
    }
    return Arrays.copyOf(pattern, length);
  }

  /**
   * A string that is not above any string with the prefix. Where comparison pads with spaces, the
   * last letter is dropped, because {@code 'ab\t'} is below {@code 'ab'}.
   */
  public static Optional<RexNode> lowest(byte[] prefix, Collation collation) {
    int length = collation.isPadSpace() ? prefix.length - 1 : prefix.length;
    return length <= 0
        ? Optional.empty()
        : Optional.of(constant(Arrays.copyOf(prefix, length), collation));
  }

  /** A string that is above all strings with the prefix: its last letter or digit raised. */
  public static Optional<RexNode> above(byte[] prefix, Collation collation) {
    for (int length = prefix.length; length > 0; length--) {
      byte last = prefix[length - 1];
      boolean raisable =
          (last >= 'a' && last < 'z') || (last >= 'A' && last < 'Z') || (last >= '0' && last < '9');
      if (raisable) {
        byte[] raised = Arrays.copyOf(prefix, length);
        raised[length - 1]++;
        return Optional.of(constant(raised, collation));
      }
    }
    return Optional.empty();
  }

  private static RexNode constant(byte[] bytes, Collation collation) {
    int characters = new String(bytes, StandardCharsets.ISO_8859_1).length();
    return new RexFactory()
        .constant(
            new SqlValue.StringValue(bytes, collation), TypeRules.string(characters, collation));
  }
}
