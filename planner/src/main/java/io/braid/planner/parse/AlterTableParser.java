package io.braid.planner.parse;

import io.braid.planner.tree.AlterAction;
import io.braid.planner.tree.AlterAction.ColumnPosition;
import io.braid.planner.tree.DdlStatement;
import io.braid.planner.tree.Expression;
import io.braid.planner.tree.OrderItem;
import io.braid.planner.tree.TableElement;
import io.braid.planner.tree.TableName;
import io.braid.planner.tree.TableOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * ALTER TABLE.
 *
 * @see "MySQL 9.7 Reference Manual, ALTER TABLE Statement"
 */
final class AlterTableParser {
  private final Grammar grammar;
  private final TokenStream tokens;
  private final TableDefinitionParser definitions;
  private final PartitionParser partitions;

  AlterTableParser(Grammar grammar) {
    this.grammar = grammar;
    this.tokens = grammar.tokens;
    this.definitions = new TableDefinitionParser(grammar);
    this.partitions = new PartitionParser(grammar);
  }

  /** The rest behind ALTER TABLE. */
  DdlStatement alterTable() {
    TableName name = tokens.tableName();
    List<AlterAction> actions = new ArrayList<>();
    if (!tokens.atStatementEnd() && !atPartitionClause()) {
      do {
        actions(actions);
      } while (tokens.acceptComma());
    }
    if (definitions.atPartitioning()) {
      actions.add(new AlterAction.Repartition(definitions.partitioning()));
    } else if (partitions.atMaintenance() && (actions.isEmpty() || tokens.at(Keyword.REMOVE))) {
      actions.add(maintenance());
    }
    return new DdlStatement.AlterTable(name, actions);
  }

  private boolean atPartitionClause() {
    return definitions.atPartitioning() || partitions.atMaintenance();
  }

  private AlterAction maintenance() {
    int from = tokens.start();
    partitions.maintenance();
    return new AlterAction.PartitionMaintenance(tokens.rawText(from, tokens.previousEnd()));
  }

  /** One action; table options may follow each other without comma. */
  private void actions(List<AlterAction> actions) {
    if (atPartitionClause() && !actions.isEmpty()) {
      // ALTER TABLE t ALGORITHM = …, ADD PARTITION …
      actions.add(
          definitions.atPartitioning()
              ? new AlterAction.Repartition(definitions.partitioning())
              : maintenance());
      return;
    }
    Optional<TableOption> option = definitions.option();
    if (option.isEmpty()) {
      actions.add(action());
      return;
    }
    while (option.isPresent()) {
      actions.add(new AlterAction.SetOption(option.get()));
      option = definitions.option();
    }
  }

  private AlterAction action() {
    switch (tokens.keyword()) {
      case ADD -> {
        tokens.advance();
        return add();
      }
      case CHANGE -> {
        tokens.advance();
        tokens.accept(Keyword.COLUMN);
        String oldName = tokens.name();
        TableElement.Column column = definitions.column();
        return new AlterAction.ChangeColumn(oldName, column, position());
      }
      case MODIFY -> {
        tokens.advance();
        tokens.accept(Keyword.COLUMN);
        TableElement.Column column = definitions.column();
        return new AlterAction.ModifyColumn(column, position());
      }
      case ALTER -> {
        tokens.advance();
        return alter();
      }
      case DROP -> {
        tokens.advance();
        return drop();
      }
      case RENAME -> {
        tokens.advance();
        return rename();
      }
      case CONVERT -> {
        tokens.advance();
        tokens.expect(Keyword.TO);
        if (!grammar.types.acceptCharacterSet()) {
          throw tokens.syntaxError();
        }
        String charset = definitions.charsetOrDefault();
        Optional<String> collation =
            tokens.accept(Keyword.COLLATE) ? Optional.of(tokens.collation()) : Optional.empty();
        return new AlterAction.ConvertTo(charset, collation);
      }
      case ORDER -> {
        tokens.advance();
        tokens.expect(Keyword.BY);
        return new AlterAction.OrderRowsBy(tokens.commaList(this::rowOrder));
      }
      case ENABLE, DISABLE -> {
        boolean enabled = tokens.at(Keyword.ENABLE);
        tokens.advance();
        tokens.expect(Keyword.KEYS);
        return new AlterAction.EnableKeys(enabled);
      }
      case FORCE -> {
        tokens.advance();
        return new AlterAction.Force();
      }
      case WITH, WITHOUT -> {
        boolean validated = tokens.at(Keyword.WITH);
        tokens.advance();
        tokens.expect(Keyword.VALIDATION);
        return new AlterAction.Validation(validated);
      }
      case DISCARD, IMPORT -> {
        boolean imported = tokens.at(Keyword.IMPORT);
        tokens.advance();
        tokens.expect(Keyword.TABLESPACE);
        return new AlterAction.Tablespace(imported);
      }
      case SECONDARY_LOAD, SECONDARY_UNLOAD -> {
        boolean loaded = tokens.at(Keyword.SECONDARY_LOAD);
        tokens.advance();
        return new AlterAction.SecondaryLoad(loaded);
      }
      default -> {
        return algorithmOrLock().orElseThrow(tokens::syntaxError);
      }
    }
  }

  /** Rows are ordered by columns alone. */
  private OrderItem rowOrder() {
    Expression column = grammar.expressions.column();
    boolean descending = tokens.accept(Keyword.DESC);
    if (!descending) {
      tokens.accept(Keyword.ASC);
    }
    return new OrderItem(column, descending);
  }

  /** {@code ALGORITHM = …} or {@code LOCK = …}, if it comes. */
  Optional<AlterAction> algorithmOrLock() {
    if (tokens.accept(Keyword.ALGORITHM)) {
      tokens.accept(TokenKind.EQUAL);
      return Optional.of(new AlterAction.Algorithm(tokens.anyWord()));
    }
    if (tokens.accept(Keyword.LOCK)) {
      tokens.accept(TokenKind.EQUAL);
      return Optional.of(new AlterAction.Lock(tokens.anyWord()));
    }
    return Optional.empty();
  }

  private AlterAction add() {
    boolean columnWord = tokens.accept(Keyword.COLUMN);
    if (!columnWord && definitions.atConstraint()) {
      return new AlterAction.AddConstraint(definitions.constraint());
    }
    if (tokens.accept(TokenKind.LEFT_PARENTHESIS)) {
      List<TableElement> elements = tokens.commaList(definitions::element);
      tokens.expect(TokenKind.RIGHT_PARENTHESIS);
      return new AlterAction.AddElements(elements);
    }
    TableElement.Column column = definitions.column();
    return new AlterAction.AddColumn(column, position());
  }

  private ColumnPosition position() {
    if (tokens.accept(Keyword.FIRST)) {
      return new ColumnPosition.First();
    }
    if (tokens.accept(Keyword.AFTER)) {
      return new ColumnPosition.After(tokens.name());
    }
    return new ColumnPosition.Unspecified();
  }

  private AlterAction alter() {
    if (tokens.accept(Keyword.INDEX)) {
      String name = tokens.name();
      return new AlterAction.AlterKeyVisibility(name, definitions.takeVisible());
    }
    if (tokens.at(Keyword.CHECK) || tokens.at(Keyword.CONSTRAINT)) {
      boolean constraint = tokens.at(Keyword.CONSTRAINT);
      tokens.advance();
      String name = tokens.name();
      boolean enforced = !tokens.accept(Keyword.NOT);
      tokens.expect(Keyword.ENFORCED);
      return new AlterAction.AlterCheck(constraint, name, enforced);
    }
    tokens.accept(Keyword.COLUMN);
    String column = tokens.name();
    if (tokens.accept(Keyword.DROP)) {
      tokens.expect(Keyword.DEFAULT);
      return new AlterAction.DropDefault(column);
    }
    tokens.expect(Keyword.SET);
    if (!tokens.accept(Keyword.DEFAULT)) {
      return new AlterAction.SetColumnVisibility(column, definitions.takeVisible());
    }
    boolean parenthesized = tokens.at(TokenKind.LEFT_PARENTHESIS);
    Expression value = definitions.defaultValue();
    return new AlterAction.SetDefault(column, value, parenthesized);
  }

  private AlterAction drop() {
    switch (tokens.keyword()) {
      case PRIMARY -> {
        tokens.advance();
        tokens.expect(Keyword.KEY);
        return new AlterAction.DropPrimaryKey();
      }
      case KEY, INDEX -> {
        tokens.advance();
        return new AlterAction.DropKey(tokens.name());
      }
      case FOREIGN -> {
        tokens.advance();
        tokens.expect(Keyword.KEY);
        return new AlterAction.DropForeignKey(tokens.name());
      }
      case CHECK -> {
        tokens.advance();
        return new AlterAction.DropCheck(tokens.name());
      }
      case CONSTRAINT -> {
        tokens.advance();
        return new AlterAction.DropConstraint(tokens.name());
      }
      default -> {
        tokens.accept(Keyword.COLUMN);
        String column = tokens.name();
        if (!tokens.accept(Keyword.RESTRICT)) {
          tokens.accept(Keyword.CASCADE);
        }
        return new AlterAction.DropColumn(column);
      }
    }
  }

  private AlterAction rename() {
    if (tokens.accept(Keyword.COLUMN)) {
      String from = tokens.name();
      tokens.expect(Keyword.TO);
      return new AlterAction.RenameColumn(from, tokens.name());
    }
    if (tokens.accept(Keyword.INDEX) || tokens.accept(Keyword.KEY)) {
      String from = tokens.name();
      tokens.expect(Keyword.TO);
      return new AlterAction.RenameKey(from, tokens.name());
    }
    if (!tokens.accept(Keyword.TO)
        && !tokens.accept(Keyword.AS)
        && !tokens.accept(TokenKind.EQUAL)) {
      return new AlterAction.RenameTo(tokens.tableName());
    }
    return new AlterAction.RenameTo(tokens.tableName());
  }
}
