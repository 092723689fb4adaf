package io.braid.planner.analyze;

import io.braid.common.MySqlError;
import io.braid.common.MySqlException;
import io.braid.common.type.Collation;
import io.braid.common.type.ColumnType;
import io.braid.common.type.MySqlType.Family;
import io.braid.common.value.SqlValue;
import io.braid.common.value.TemporalParser;
import io.braid.planner.analyze.FunctionSignature.Argument;
import io.braid.planner.analyze.FunctionSignature.Arguments;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.calcite.rex.RexNode;

/** Types calls of native functions by their signatures. */
final class FunctionTyping {
  private static final Set<String> NUMBER_TEXTS = Set.of("conv", "hex");

  private final RexFactory rex;
  private final AnalysisContext context;
  private final OperatorTyping operators;

  FunctionTyping(RexFactory rex, AnalysisContext context, OperatorTyping operators) {
    this.rex = rex;
    this.context = context;
    this.operators = operators;
  }

  /**
   * A call of a native function.
   *
   * @param written the name as the user wrote it, for errors
   * @throws MySqlException 1582 for a wrong number of arguments, 1267 for an illegal mix of
   *     collations
   */
  Operand call(FunctionSignature signature, List<Operand> operands, String written) {
    if (!signature.accepts(operands.size())) {
      throw MySqlError.ER_WRONG_PARAMCOUNT_TO_NATIVE_FCT.with(written);
    }
    return checked(signature, operands.stream().map(o -> bits(signature, o)).toList());
  }

  /** Functions of numbers as text take the number of a BIT, not its bytes. */
  private Operand bits(FunctionSignature signature, Operand operand) {
    return operand.family() == Family.BIT && NUMBER_TEXTS.contains(signature.name())
        ? operators.number(operand)
        : operand;
  }

  private Operand checked(FunctionSignature signature, List<Operand> operands) {
    List<Operand> texts = new ArrayList<>();
    List<Operand> commons = new ArrayList<>();
    boolean compared = false;
    for (int i = 0; i < operands.size(); i++) {
      Argument argument = signature.argument(i);
      if (argument == Argument.TEXT
          || argument == Argument.COMPARED_TEXT
          || argument == Argument.MAIN_TEXT) {
        texts.add(operands.get(i));
        compared |= argument == Argument.COMPARED_TEXT;
      } else if (argument == Argument.COMMON) {
        commons.add(signature.name().equals("if") ? operands.get(i) : memberText(operands.get(i)));
      }
    }
    CollationAggregation collation =
        CollationAggregation.of(texts, context.connectionCollation(), signature.name(), compared);
    if (signature.name().equals("strcmp")) {
      CollationAggregation.refuseUndecided(operands.get(0), operands.get(1), "strcmp");
    }
    List<Operand> converted = new ArrayList<>();
    int nextCommon = 0;
    List<Operand> common =
        commons.isEmpty() ? List.of() : operators.common(commons, signature.name());
    for (int i = 0; i < operands.size(); i++) {
      Operand operand = operands.get(i);
      converted.add(
          signature.argument(i) == Argument.COMMON
              ? common.get(nextCommon++)
              : convert(signature.argument(i), operand, collation.collation()));
    }
    if (signature.name().equals("unix_timestamp")
        && operands.size() == 1
        && TypeRules.isString(operands.getFirst().type())) {
      // A text that is no time gives 0, NULL gives NULL: the conversion alone does not tell.
      converted.add(
          Operand.of(rex.predicate("is not null", false, List.of(operands.getFirst().rex()))));
    }
    return result(signature, converted, collation, common, !texts.isEmpty());
  }

  /** COALESCE, GREATEST and their kin see ENUM and SET as texts; IF hands them on. */
  private Operand memberText(Operand operand) {
    return switch (operand.family()) {
      case ENUM, SET ->
          new Operand(
              rex.convert(
                  operand.rex(),
                  TypeRules.string(
                      TypeRules.characters(operand.type()), operand.type().collation())),
              operand.coercibility(),
              operand.asciiOnly());
      default -> operand;
    };
  }

  private Operand result(
      FunctionSignature signature,
      List<Operand> operands,
      CollationAggregation collation,
      List<Operand> common,
      boolean textual) {
    Arguments arguments =
        new Arguments(
            operands.stream().map(Operand::type).toList(),
            operands.stream().map(FunctionTyping::wholeNumber).toList(),
            operands.stream().map(FunctionTyping::text).toList(),
            collation.collation(),
            context.connectionCollation());
    ColumnType type = signature.result().type(arguments);
    boolean nullable =
        switch (signature.nullability()) {
          case NEVER -> false;
          case ALWAYS -> true;
          case IF_ANY_ARGUMENT -> operands.stream().anyMatch(Operand::nullable);
          case IF_ALL_ARGUMENTS -> operands.stream().allMatch(Operand::nullable);
        };
    List<RexNode> nodes = operands.stream().map(Operand::rex).toList();
    RexNode call = rex.call(signature.name(), type, nullable, signature.deterministic(), nodes);
    if (!TypeRules.isString(type)) {
      return Operand.of(call);
    }
    if (!common.isEmpty()) {
      return new Operand(call, common.getFirst().coercibility(), common.getFirst().asciiOnly());
    }
    if (textual) {
      return new Operand(call, collation.coercibility(), collation.asciiOnly());
    }
    Coercibility strength =
        type.collation() == Collation.UTF8MB3_GENERAL_CI
            ? Coercibility.SYSTEM_CONSTANT
            : Coercibility.COERCIBLE;
    return new Operand(call, strength, false);
  }

  private RexNode asInteger(Operand operand) {
    ColumnType type = operand.type();
    return type.family() == Family.INTEGER
        ? operand.rex()
        : rex.convert(operand.rex(), TypeRules.integer(21, type.unsigned()));
  }

  private Operand convert(Argument argument, Operand operand, Collation collation) {
    return switch (argument) {
      case ANY, COMMON -> operand;
      case TEXT, COMPARED_TEXT, MAIN_TEXT, SIDE_TEXT ->
          new Operand(
              operators.text(operand, collation), operand.coercibility(), operand.asciiOnly());
      case OWN_TEXT ->
          new Operand(
              operators.text(
                  operand,
                  TypeRules.isString(operand.type()) || operand.family() == Family.JSON
                      ? operand.collation()
                      : context.connectionCollation()),
              operand.coercibility(),
              operand.asciiOnly());
      case INTEGER -> Operand.of(asInteger(operand));
      case DOUBLE -> Operand.of(rex.convert(operators.number(operand).rex(), TypeRules.DOUBLE));
      case NUMBER -> operators.number(operand);
      case CONDITION -> Operand.of(rex.truth(operand.rex()));
      case DATE ->
          TypeRules.isTemporalWithDate(operand.type())
              ? operand
              : temporal(operand, TypeRules.DATE);
      case DATETIME ->
          operand.family() == Family.DATETIME
              ? operand
              : temporal(operand, TypeRules.datetime(fraction(operand)));
      case TIME ->
          operand.family() == Family.TIME || operand.family() == Family.DATETIME
              ? operand
              : temporal(operand, TypeRules.time(fraction(operand)));
      case TEMPORAL ->
          operand.family() == Family.TIME || operand.family() == Family.DATETIME
              ? operand
              : operand.family() == Family.DATE
                  ? temporal(operand, TypeRules.datetime(0))
                  : timeOrDatetime(operand);
    };
  }

  /** A text is a DATETIME if it has a date, else a TIME; which of them must be known now. */
  private Operand timeOrDatetime(Operand operand) {
    if (operand.isNullType()) {
      return temporal(operand, TypeRules.time(6));
    }
    if (!(operand.constant().orElse(null) instanceof SqlValue.StringValue text)) {
      throw MySqlException.notSupported("TIMEDIFF and the like of strings that are no constants");
    }
    byte[] bytes = text.bytes();
    String shown = new String(bytes, StandardCharsets.ISO_8859_1).strip();
    int decimals = shown.indexOf('.') < 0 ? 0 : 6;
    boolean datetime =
        new TemporalParser()
                .parseDatetime(bytes, 0, bytes.length, TemporalParser.flags(context.sqlMode()))
            && shown.indexOf('-', 1) > 0;
    return temporal(operand, datetime ? TypeRules.datetime(decimals) : TypeRules.time(decimals));
  }

  private Operand temporal(Operand operand, ColumnType type) {
    return Operand.of(rex.convert(operand.rex(), type));
  }

  /** The fractional second digits of any value as a time. */
  static int fraction(Operand operand) {
    if (text(operand).isPresent()) {
      return fractionDigits(text(operand).get());
    }
    return switch (operand.family()) {
      case STRING, ENUM, SET, JSON, FLOATING -> 6;
      case DECIMAL -> Math.min(6, TypeRules.fraction(operand.type()));
      default -> TypeRules.fraction(operand.type());
    };
  }

  /** The digits behind the last point of a date or time as text, 6 at most. */
  private static int fractionDigits(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    TemporalParser parser = new TemporalParser();
    if (!parser.parseDatetime(bytes, 0, bytes.length, 0)
        && (!parser.parseTime(bytes, 0, bytes.length) || parser.isTruncated())) {
      return 6;
    }
    String shown = text.strip();
    int point = shown.lastIndexOf('.');
    int digits = 0;
    while (point >= 0
        && point + digits + 1 < shown.length()
        && Character.isDigit(shown.charAt(point + digits + 1))) {
      digits++;
    }
    return point + digits + 1 == shown.length() ? Math.min(digits, 6) : 0;
  }

  private static Optional<String> text(Operand operand) {
    return operand.constant().orElse(null) instanceof SqlValue.StringValue s
            && s.collation() != Collation.BINARY
        ? Optional.of(new String(s.bytes(), StandardCharsets.ISO_8859_1))
        : Optional.empty();
  }

  private static Optional<Long> wholeNumber(Operand operand) {
    return operand.constant().orElse(null) instanceof SqlValue.IntegerValue i
        ? Optional.of(i.bits())
        : Optional.empty();
  }
}
