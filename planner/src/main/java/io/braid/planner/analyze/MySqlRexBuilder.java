package io.braid.planner.analyze;

import java.util.List;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.parser.SqlParserPos;

/**
 * Builds expressions of our operators. The casts that Calcite's rules add, which change no more
 * than nullability, become casts of ours too.
 */
final class MySqlRexBuilder extends RexBuilder {
  private final MySqlTypeFactory types;

  MySqlRexBuilder(MySqlTypeFactory types) {
    super(types);
    this.types = types;
  }

  MySqlTypeFactory types() {
    return types;
  }

  @Override
  public RexNode makeAbstractCast(
      SqlParserPos position, RelDataType type, RexNode value, boolean safe) {
    return makeCall(type, ScalarOperator.Cast.IMPLICIT, List.of(value));
  }

  @Override
  public RexNode makeCast(
      SqlParserPos position,
      RelDataType type,
      RexNode value,
      boolean matchNullability,
      boolean safe) {
    RelDataType wanted =
        matchNullability
            ? type
            : types.createTypeWithNullability(type, value.getType().isNullable());
    if (wanted.equals(value.getType())) {
      return value;
    }
    return makeCall(wanted, ScalarOperator.Cast.IMPLICIT, List.of(value));
  }
}
