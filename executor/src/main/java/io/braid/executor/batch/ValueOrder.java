package io.braid.executor.batch;

import io.braid.common.type.CollationRules;
import io.braid.common.type.ColumnType;
import io.braid.common.type.MySqlType;
import java.util.Arrays;

/** The order of two values of one type, NULL not among them. */
public interface ValueOrder {
  /** Compares a value of the left vector with one of the right, both not NULL. */
  int compare(Vector left, int leftRow, Vector right, int rightRow);

  /** The order of values of a type. */
  static ValueOrder of(ColumnType type) {
    return switch (Vector.Kind.of(type)) {
      case LONG ->
          isUnsigned(type)
              ? (l, i, r, j) -> Long.compareUnsigned(l.longAt(i), r.longAt(j))
              : (l, i, r, j) -> Long.compare(l.longAt(i), r.longAt(j));
      case DOUBLE -> (l, i, r, j) -> compareDoubles(l.doubleAt(i), r.doubleAt(j));
      case DECIMAL -> (l, i, r, j) -> l.decimalAt(i).compareTo(r.decimalAt(j));
      case BYTES -> ofBytes(type);
    };
  }

  /** The order of values of two types of one kind: integers may differ in sign. */
  static ValueOrder of(ColumnType left, ColumnType right) {
    if (Vector.Kind.of(left) != Vector.Kind.LONG || isUnsigned(left) == isUnsigned(right)) {
      return of(left);
    }
    int beyond = isUnsigned(left) ? 1 : -1;
    // A negative long is a number beyond the signed ones on one side, below the others on the
    // other.
    return (l, i, r, j) ->
        l.longAt(i) < 0 || r.longAt(j) < 0 ? beyond : Long.compare(l.longAt(i), r.longAt(j));
  }

  private static boolean isUnsigned(ColumnType type) {
    return type.unsigned() || type.family() == MySqlType.Family.BIT;
  }

  private static ValueOrder ofBytes(ColumnType type) {
    return switch (type.family()) {
      case STRING -> {
        CollationRules rules = CollationRules.of(type.collation());
        yield (l, i, r, j) ->
            rules.compare(
                l.arrayAt(i),
                l.offsetAt(i),
                l.lengthAt(i),
                r.arrayAt(j),
                r.offsetAt(j),
                r.lengthAt(j));
      }
      case JSON -> JsonOrder::compare;
      default ->
          (l, i, r, j) ->
              Arrays.compareUnsigned(
                  l.arrayAt(i),
                  l.offsetAt(i),
                  l.offsetAt(i) + l.lengthAt(i),
                  r.arrayAt(j),
                  r.offsetAt(j),
                  r.offsetAt(j) + r.lengthAt(j));
    };
  }

  /** Numeric order: 0 and -0 are equal. */
  static int compareDoubles(double left, double right) {
    return left < right ? -1 : left > right ? 1 : left == right ? 0 : Double.compare(left, right);
  }
}
