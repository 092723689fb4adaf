package io.braid.planner.tree;

import io.braid.planner.tree.Expression.AggregateCall;
import io.braid.planner.tree.Expression.GroupConcat;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Expressions, every operation in parentheses, as MySQL's own items print themselves. */
final class ExpressionPrinter {
  private final SqlText text;
  private final PrintStyle style;
  private final QueryPrinter queries;
  private final TypePrinter types;

  ExpressionPrinter(SqlText text, PrintStyle style) {
    this.text = text;
    this.style = style;
    this.types = new TypePrinter(text);
    this.queries = new QueryPrinter(text, style, this);
  }

  QueryPrinter queries() {
    return queries;
  }

  TypePrinter types() {
    return types;
  }

  void list(List<? extends Expression> expressions) {
    text.list(expressions, this::print);
  }

  void print(Expression expression) {
    switch (expression) {
      case Literal literal -> literal(literal);
      case Expression.Reference reference -> reference(reference);
      case Expression.Operation operation -> operation(operation);
      case Expression.Call call -> call(call);
      case Expression.SubqueryExpression subquery -> subquery(subquery);
    }
  }

  // ---- literals

  private void literal(Literal literal) {
    switch (literal) {
      case Literal.NullLiteral _ -> text.add("NULL");
      case Literal.BooleanLiteral bool -> text.add(bool.value() ? "true" : "false");
      case Literal.IntegerLiteral integer -> text.add(Long.toUnsignedString(integer.value()));
      case Literal.DecimalLiteral decimal -> {
        text.add(decimal.value().toPlainString());
        if (!style.stored() && decimal.value().scale() == 0) {
          text.add(".");
        }
      }
      case Literal.DoubleLiteral number -> text.add(number.digits());
      case Literal.StringLiteral string -> {
        if (string.national()) {
          text.add(style.stored() ? "_utf8mb3" : "N");
        } else {
          style.introducer().ifPresent(charset -> text.add("_").add(charset));
        }
        text.string(string.value());
      }
      case Literal.IntroducedLiteral introduced -> introduced(introduced);
      case Literal.HexLiteral hex ->
          text.add(hex.value().length() == 0 ? "x''" : "0x" + hex.value().toHex());
      case Literal.BitLiteral bits -> {
        if (style.stored()) {
          text.add("0x" + bits.value().toHex());
        } else {
          text.add("b'");
          for (int i = 0; i < bits.value().length(); i++) {
            text.add(
                String.format("%8s", Integer.toBinaryString(bits.value().at(i))).replace(' ', '0'));
          }
          text.add("'");
        }
      }
      case Literal.TemporalLiteral temporal ->
          text.add(temporal.kind().name()).string(temporal.text());
    }
  }

  private void introduced(Literal.IntroducedLiteral literal) {
    text.add("_").add(literal.charset());
    boolean plain = true;
    for (int i = 0; i < literal.value().length(); i++) {
      plain &= literal.value().at(i) >= ' ' && literal.value().at(i) < 127;
    }
    if (plain) {
      text.string(new String(literal.value().toArray(), StandardCharsets.US_ASCII));
    } else {
      text.add(" 0x" + literal.value().toHex());
    }
  }

  // ---- references

  private void reference(Expression.Reference reference) {
    switch (reference) {
      case Expression.ColumnReference column -> column(column);
      case Expression.UserVariable variable -> text.add("@").name(variable.name());
      case Expression.SystemVariable variable -> {
        text.add("@@");
        if (variable.scope() != VariableScope.IMPLICIT) {
          text.add(variable.scope().name().toLowerCase(Locale.ROOT)).add(".");
        }
        variable.instance().ifPresent(instance -> text.name(instance).add("."));
        text.name(variable.name());
      }
      case Expression.Parameter _ -> text.add("?");
      case Expression.DefaultValue _ -> text.add("default");
      case Expression.DefaultOf of -> {
        text.add("default(");
        column(of.column());
        text.add(")");
      }
      case Expression.InsertedValue value -> {
        text.add("values(");
        column(value.column());
        text.add(")");
      }
    }
  }

  void column(Expression.ColumnReference column) {
    column.table().ifPresent(table -> text.name(table).add("."));
    text.name(column.column());
  }

  // ---- operations

  private void operation(Expression.Operation operation) {
    switch (operation) {
      case Expression.UnaryOperation unary -> unary(unary);
      case Expression.BinaryOperation binary ->
          infix(binary.left(), binary.operator().text(), binary.right());
      case Expression.Comparison comparison ->
          infix(comparison.left(), comparison.operator().text(), comparison.right());
      case Expression.LogicalOperation logical -> {
        text.add("(");
        text.list(logical.operands(), " " + logical.operator().text() + " ", this::print);
        text.add(")");
      }
      case Expression.Between between -> {
        text.add("(");
        print(between.value());
        text.add(between.negated() ? " not between " : " between ");
        print(between.low());
        text.add(" and ");
        print(between.high());
        text.add(")");
      }
      case Expression.InList in -> {
        text.add("(");
        print(in.value());
        text.add(in.negated() ? " not in (" : " in (");
        list(in.items());
        text.add("))");
      }
      case Expression.Like like -> like(like);
      case Expression.RegexpMatch match -> regexp(match);
      case Expression.SoundsLike sounds -> {
        if (style.stored()) {
          text.add("(soundex(");
          print(sounds.left());
          text.add(") = soundex(");
          print(sounds.right());
          text.add("))");
        } else {
          infix(sounds.left(), "sounds like", sounds.right());
        }
      }
      case Expression.IsTest test -> {
        text.add("(");
        print(test.value());
        text.add(test.negated() ? " is not " : " is ");
        text.add(test.truth().name().toLowerCase(Locale.ROOT)).add(")");
      }
      case Expression.MemberOf member -> {
        open();
        print(member.value());
        text.add(" member of (");
        print(member.array());
        text.add(")");
        close();
      }
      case Expression.Case choice -> choice(choice);
      case Expression.DateArithmetic arithmetic -> {
        text.add("(");
        print(arithmetic.base());
        text.add(arithmetic.subtracted() ? " - interval " : " + interval ");
        print(arithmetic.amount());
        text.add(" ").add(arithmetic.unit().text()).add(")");
      }
      case Expression.Collate collate -> {
        text.add("(");
        print(collate.value());
        text.add(" collate ").add(collate.collation()).add(")");
      }
      case Expression.Row row -> {
        text.add("(");
        list(row.items());
        text.add(")");
      }
      case Expression.VariableAssignment assignment -> {
        text.add("(@").name(assignment.name()).add(":=");
        print(assignment.value());
        text.add(")");
      }
      case Expression.MatchAgainst match -> {
        text.add("(match ");
        list(match.columns());
        text.add(" against (");
        print(match.against());
        text.add(match.mode().text()).add("))");
      }
    }
  }

  /** MySQL leaves out parentheses around some predicates; text that is read back must not. */
  private void open() {
    if (!style.stored()) {
      text.add("(");
    }
  }

  private void close() {
    if (!style.stored()) {
      text.add(")");
    }
  }

  private void infix(Expression left, String operator, Expression right) {
    text.add("(");
    print(left);
    text.add(" ").add(operator).add(" ");
    print(right);
    text.add(")");
  }

  private void unary(Expression.UnaryOperation unary) {
    switch (unary.operator()) {
      case NEGATE, BIT_NOT -> {
        text.add(unary.operator().text()).add("(");
        print(unary.operand());
        text.add(")");
      }
      case NOT -> {
        if (unary.operand() instanceof Expression.Exists) {
          text.add("(not ");
          print(unary.operand());
          text.add(")");
        } else {
          text.add("(not(");
          print(unary.operand());
          text.add("))");
        }
      }
    }
  }

  private void like(Expression.Like like) {
    boolean outerNot = like.negated() && style.stored();
    text.add(outerNot ? "(not((" : "(");
    print(like.value());
    text.add(like.negated() && !outerNot ? " not like " : " like ");
    print(like.pattern());
    like.escape()
        .ifPresent(escape -> {
          text.add(" escape ");
          print(escape);
        });
    text.add(outerNot ? ")))" : ")");
  }

  private void regexp(Expression.RegexpMatch match) {
    if (!style.stored()) {
      infix(match.value(), match.negated() ? "not regexp" : "regexp", match.pattern());
      return;
    }
    text.add(match.negated() ? "(not(" : "").add("regexp_like(");
    print(match.value());
    text.add(",");
    print(match.pattern());
    text.add(match.negated() ? ")))" : ")");
  }

  private void choice(Expression.Case choice) {
    text.add("(case ");
    choice
        .operand()
        .ifPresent(operand -> {
          print(operand);
          text.add(" ");
        });
    for (Expression.Case.When when : choice.branches()) {
      text.add("when ");
      print(when.condition());
      text.add(" then ");
      print(when.result());
      text.add(" ");
    }
    choice
        .otherwise()
        .ifPresent(otherwise -> {
          text.add("else ");
          print(otherwise);
          text.add(" ");
        });
    text.add("end)");
  }

  // ---- calls

  private void call(Expression.Call call) {
    switch (call) {
      case Expression.FunctionCall function -> function(function);
      case AggregateCall aggregate -> {
        text.add(aggregate.function()).add(aggregate.distinct() ? "(distinct " : "(");
        list(aggregate.arguments());
        text.add(")");
        over(aggregate.over());
      }
      case GroupConcat concat -> groupConcat(concat);
      case Expression.WindowCall window -> {
        text.add(window.function()).add("(");
        list(window.arguments());
        text.add(")");
        over(Optional.of(window.over()));
      }
      case Expression.Cast cast
          when !style.stored()
              && cast.type().length().isPresent()
              && cast.type().length().getAsLong() == CastType.OF_ARGUMENT -> {
        // TIME(x) and TIMESTAMP(x) keep the digits of x, which no CAST can say.
        text.add(cast.type().name() == CastType.Name.TIME ? "time(" : "timestamp(");
        print(cast.value());
        text.add(")");
      }
      case Expression.Cast cast -> {
        text.add("cast(");
        print(cast.value());
        cast.timeZone().ifPresent(zone -> text.add(" AT TIME ZONE ").string(zone));
        text.add(" as ");
        types.print(cast.type());
        text.add(cast.array() ? " array)" : ")");
      }
      case Expression.ConvertUsing convert -> {
        text.add("convert(");
        print(convert.value());
        text.add(" using ").add(convert.charset()).add(")");
      }
      case Expression.Extract extract -> {
        text.add("extract(").add(extract.unit().text()).add(" from ");
        print(extract.value());
        text.add(")");
      }
      case Expression.Trim trim -> trim(trim);
      case Expression.TimestampDifference difference -> {
        text.add("timestampdiff(").add(difference.unit().name()).add(",");
        print(difference.from());
        text.add(",");
        print(difference.to());
        text.add(")");
      }
      case Expression.GetFormat format -> {
        text.add("get_format(").add(format.kind().name()).add(", ");
        print(format.region());
        text.add(")");
      }
      case Expression.CharFunction character -> {
        text.add("char(");
        list(character.codes());
        character.charset().ifPresent(charset -> text.add(" using ").add(charset));
        text.add(")");
      }
      case Expression.WeightString weight -> {
        text.add("weight_string(");
        print(weight.value());
        weight
            .padding()
            .ifPresent(padding ->
                text.add(padding.binary() ? " as binary(" : " as char(")
                    .add(padding.length())
                    .add(")"));
        text.add(")");
      }
      case Expression.JsonValue value -> {
        text.add("json_value(");
        print(value.document());
        text.add(", ");
        print(value.path());
        value
            .returning()
            .ifPresent(type -> {
              text.add(" returning ");
              types.print(type);
            });
        jsonDefault(value.onEmpty(), "empty");
        jsonDefault(value.onError(), "error");
        text.add(")");
      }
    }
  }

  void jsonDefault(JsonDefault value, String event) {
    switch (value) {
      case JsonDefault.Implicit _ -> {}
      case JsonDefault.Null _ -> text.add(" null on ").add(event);
      case JsonDefault.Error _ -> text.add(" error on ").add(event);
      case JsonDefault.Value of -> {
        text.add(" default ");
        print(of.value());
        text.add(" on ").add(event);
      }
    }
  }

  private void function(Expression.FunctionCall function) {
    if (function.schema().isPresent()) {
      text.name(function.schema().get()).add(".").name(function.name());
    } else if (isPlainName(function.name()) && !SPECIAL_NAMES.contains(function.name())) {
      text.add(function.name());
    } else {
      text.name(function.name());
    }
    text.add("(");
    list(function.arguments());
    text.add(")");
  }

  /**
   * Names with a syntax of their own. A call that came as an ordinary one had a space before its
   * parenthesis or a quoted name.
   */
  private static final Set<String> SPECIAL_NAMES =
      Set.of(
          "adddate",
          "avg",
          "bit_and",
          "bit_or",
          "bit_xor",
          "cast",
          "count",
          "date_add",
          "date_sub",
          "extract",
          "group_concat",
          "json_arrayagg",
          "json_objectagg",
          "max",
          "min",
          "position",
          "st_collect",
          "std",
          "stddev_samp",
          "subdate",
          "sum",
          "trim",
          "var_samp",
          "variance");

  private static boolean isPlainName(String name) {
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      boolean letter = (c >= 'a' && c <= 'z') || c == '_';
      if (!letter && !(i > 0 && c >= '0' && c <= '9')) {
        return false;
      }
    }
    return !name.isEmpty();
  }

  private void groupConcat(GroupConcat concat) {
    text.add(concat.distinct() ? "group_concat(distinct " : "group_concat(");
    list(concat.arguments());
    if (!concat.orderBy().isEmpty()) {
      text.add(" order by ");
      text.list(
          concat.orderBy(),
          item -> {
            print(item.expression());
            text.add(item.descending() ? " DESC" : " ASC");
          });
    }
    text.add(" separator ").string(concat.separator()).add(")");
    over(concat.over());
  }

  private void trim(Expression.Trim trim) {
    text.add("trim(");
    boolean side = trim.side() != Expression.Trim.Side.DEFAULT;
    if (side) {
      text.add(trim.side().name().toLowerCase(Locale.ROOT)).add(" ");
    }
    trim.remove()
        .ifPresent(remove -> {
          print(remove);
          text.add(" ");
        });
    if (side || trim.remove().isPresent()) {
      text.add("from ");
    }
    print(trim.value());
    text.add(")");
  }

  private void over(Optional<WindowTarget> target) {
    if (target.isEmpty()) {
      return;
    }
    text.add(" OVER ");
    switch (target.get()) {
      case WindowTarget.Named named -> text.name(named.name());
      case WindowTarget.Inline inline -> {
        window(inline.window());
        text.add(" ");
      }
    }
  }

  void window(WindowSpecification window) {
    text.add("(");
    window.base().ifPresent(base -> text.name(base).add(" "));
    if (!window.partitionBy().isEmpty()) {
      text.add("PARTITION BY ");
      list(window.partitionBy());
      text.add(" ");
    }
    if (!window.orderBy().isEmpty()) {
      text.add("ORDER BY ");
      orderItems(window.orderBy());
      text.add(" ");
    }
    window
        .frame()
        .ifPresent(frame -> {
          text.add(frame.unit().name()).add(" BETWEEN ");
          bound(frame.start());
          text.add(" AND ");
          bound(frame.end());
        });
    text.add(")");
  }

  private void bound(WindowSpecification.Bound bound) {
    switch (bound) {
      case WindowSpecification.Bound.Unbounded unbounded ->
          text.add("UNBOUNDED").add(unbounded.following() ? " FOLLOWING" : " PRECEDING");
      case WindowSpecification.Bound.CurrentRow _ -> text.add("CURRENT ROW");
      case WindowSpecification.Bound.Offset offset -> {
        offset.unit().ifPresent(_ -> text.add("INTERVAL "));
        print(offset.amount());
        offset.unit().ifPresent(unit -> text.add(" ").add(unit.text()));
        text.add(offset.following() ? " FOLLOWING" : " PRECEDING");
      }
    }
  }

  void orderItems(List<OrderItem> items) {
    text.list(
        items,
        item -> {
          print(item.expression());
          if (item.descending()) {
            text.add(" desc");
          }
        });
  }

  // ---- subqueries

  private void subquery(Expression.SubqueryExpression subquery) {
    switch (subquery) {
      case Expression.ScalarSubquery scalar -> nested(scalar.query());
      case Expression.Exists exists -> {
        text.add("exists");
        nested(exists.query());
      }
      case Expression.InSubquery in -> {
        open();
        print(in.value());
        text.add(in.negated() ? " not in " : " in ");
        nested(in.query());
        close();
      }
      case Expression.QuantifiedComparison comparison -> {
        open();
        print(comparison.value());
        text.add(" ").add(comparison.operator().text());
        text.add(comparison.all() ? " all " : " any ");
        nested(comparison.query());
        close();
      }
    }
  }

  private void nested(Query query) {
    text.add("(");
    queries.print(query);
    text.add(")");
  }
}
