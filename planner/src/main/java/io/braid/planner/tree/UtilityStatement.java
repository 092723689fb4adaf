package io.braid.planner.tree;

import java.util.List;
import java.util.Optional;

/** What is neither data nor schema nor state. */
public sealed interface UtilityStatement extends Statement {
  /**
   * {@code EXPLAIN [ANALYZE] [FORMAT = …] statement}.
   *
   * @param format upper case
   * @param into {@code INTO @variable}
   * @param schema {@code FOR SCHEMA name}
   */
  record Explain(
      boolean analyze,
      Optional<String> format,
      Optional<String> into,
      Optional<String> schema,
      Statement statement)
      implements UtilityStatement {}

  /** {@code EXPLAIN [FORMAT = …] FOR CONNECTION id}. */
  record ExplainConnection(Optional<String> format, long id) implements UtilityStatement {}

  /** {@code DO expressions}. */
  record Do(List<Select.SelectItem> items) implements UtilityStatement {
    public Do {
      items = List.copyOf(items);
    }
  }

  /** {@code CALL procedure(…)}. */
  record CallProcedure(TableName procedure, List<Expression> arguments)
      implements UtilityStatement {
    public CallProcedure {
      arguments = List.copyOf(arguments);
    }
  }

  /** {@code HELP 'topic'}. */
  record Help(String topic) implements UtilityStatement {}

  /** {@code GET [CURRENT | STACKED] DIAGNOSTICS …}. */
  record GetDiagnostics(
      boolean stacked, Optional<Expression> condition, List<DiagnosticsItem> items)
      implements UtilityStatement {
    public GetDiagnostics {
      items = List.copyOf(items);
    }

    /** {@code @target = NUMBER | ROW_COUNT | MESSAGE_TEXT | …}; upper case. */
    public record DiagnosticsItem(Expression.Reference target, String item) {}
  }

  /**
   * {@code SIGNAL} and {@code RESIGNAL}.
   *
   * @param condition an SQLSTATE; empty for RESIGNAL alone
   */
  record Signal(boolean resignal, Optional<String> condition, List<SignalItem> items)
      implements UtilityStatement {
    public Signal {
      items = List.copyOf(items);
    }

    /** {@code MESSAGE_TEXT = value}; upper case. */
    public record SignalItem(String name, Expression value) {}
  }
}
