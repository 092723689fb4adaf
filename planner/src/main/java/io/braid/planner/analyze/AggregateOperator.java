package io.braid.planner.analyze;

import java.util.Arrays;
import java.util.List;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.SqlAggFunction;
import org.apache.calcite.sql.SqlFunctionCategory;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlOperatorBinding;
import org.apache.calcite.util.Optionality;

/** An aggregate function of ours inside Calcite's algebra; its type was derived before. */
public final class AggregateOperator extends SqlAggFunction {
  private final RelDataType type;
  private final byte[] separator;
  private final List<Boolean> descending;

  /**
   * @param separator of GROUP_CONCAT
   * @param descending for each ORDER BY term; the terms are the call's last arguments
   */
  AggregateOperator(String name, RelDataType type, byte[] separator, List<Boolean> descending) {
    super(
        name,
        null,
        SqlKind.OTHER_FUNCTION,
        binding -> type,
        null,
        null,
        SqlFunctionCategory.USER_DEFINED_FUNCTION,
        false,
        false,
        Optionality.FORBIDDEN);
    this.type = type;
    this.separator = separator;
    this.descending = List.copyOf(descending);
  }

  /** The separator of GROUP_CONCAT. */
  public byte[] separator() {
    return separator.clone();
  }

  /** For each ORDER BY term whether it descends. */
  public List<Boolean> descending() {
    return descending;
  }

  @Override
  public RelDataType inferReturnType(SqlOperatorBinding binding) {
    return type;
  }

  @Override
  public boolean equals(@org.jspecify.annotations.Nullable Object other) {
    return other instanceof AggregateOperator o
        && o.getName().equals(getName())
        && o.type.equals(type)
        && Arrays.equals(o.separator, separator)
        && o.descending.equals(descending);
  }

  @Override
  public int hashCode() {
    return getName().hashCode();
  }
}
