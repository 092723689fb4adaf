package io.braid.planner.parse;

import io.braid.planner.tree.Account;
import io.braid.planner.tree.AlterAction;
import io.braid.planner.tree.DdlStatement;
import io.braid.planner.tree.PreparedTextStatement;
import io.braid.planner.tree.Query;
import io.braid.planner.tree.SourceText;
import io.braid.planner.tree.Statement;
import io.braid.planner.tree.TableElement;
import io.braid.planner.tree.TableElement.KeyKind;
import io.braid.planner.tree.TableName;
import io.braid.planner.tree.TableOption;
import io.braid.planner.tree.UnsupportedStatement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * CREATE, ALTER, DROP, RENAME and TRUNCATE of databases, tables, indexes and views; accounts go to
 * {@link AccountParser}.
 *
 * @see "MySQL 9.7 Reference Manual, Data Definition Statements"
 */
final class DdlParser {
  private final Grammar grammar;
  private final TokenStream tokens;
  private final TableDefinitionParser definitions;
  private final AccountParser accounts;

  DdlParser(Grammar grammar) {
    this.grammar = grammar;
    this.tokens = grammar.tokens;
    this.definitions = new TableDefinitionParser(grammar);
    this.accounts = new AccountParser(grammar);
  }

  // ---- CREATE

  Statement create() {
    tokens.expect(Keyword.CREATE);
    switch (tokens.keyword()) {
      case DATABASE, SCHEMA -> {
        return createDatabase();
      }
      case TEMPORARY -> {
        tokens.advance();
        tokens.expect(Keyword.TABLE);
        return createTable(true);
      }
      case TABLE -> {
        tokens.advance();
        return createTable(false);
      }
      case EXTERNAL -> {
        tokens.advance();
        tokens.expect(Keyword.TABLE);
        return unsupported("CREATE EXTERNAL TABLE");
      }
      case UNIQUE, FULLTEXT, SPATIAL, INDEX -> {
        return createIndex();
      }
      case USER -> {
        tokens.advance();
        return accounts.createUser();
      }
      case ROLE -> {
        tokens.advance();
        return accounts.createRole();
      }
      case OR, ALGORITHM, DEFINER, SQL, VIEW -> {
        return createViewOrProgram();
      }
      case JSON -> {
        return unsupported("CREATE JSON RELATIONAL DUALITY VIEW");
      }
      case TRIGGER, PROCEDURE, FUNCTION, EVENT, AGGREGATE, LIBRARY -> {
        return program();
      }
      case SERVER, TABLESPACE, LOGFILE, UNDO, RESOURCE, MATERIALIZED, MASKING -> {
        return unsupported("CREATE " + tokens.keyword().name());
      }
      default -> throw tokens.syntaxError();
    }
  }

  private Statement createDatabase() {
    tokens.advance();
    boolean ifNotExists = tokens.acceptIfNotExists();
    String name = tokens.name();
    return new DdlStatement.CreateDatabase(name, ifNotExists, databaseOptions());
  }

  private List<DdlStatement.DatabaseOption> databaseOptions() {
    List<DdlStatement.DatabaseOption> options = new ArrayList<>();
    for (; ; ) {
      boolean byDefault = tokens.accept(Keyword.DEFAULT);
      if (grammar.types.acceptCharacterSet()) {
        tokens.accept(TokenKind.EQUAL);
        options.add(new DdlStatement.DatabaseOption.CharacterSet(tokens.charset()));
      } else if (tokens.accept(Keyword.COLLATE)) {
        tokens.accept(TokenKind.EQUAL);
        options.add(new DdlStatement.DatabaseOption.Collation(tokens.collation()));
      } else if (tokens.accept(Keyword.ENCRYPTION)) {
        tokens.accept(TokenKind.EQUAL);
        options.add(new DdlStatement.DatabaseOption.Encryption(tokens.string()));
      } else if (!byDefault && tokens.accept(Keyword.READ)) {
        tokens.expect(Keyword.ONLY);
        tokens.accept(TokenKind.EQUAL);
        options.add(new DdlStatement.DatabaseOption.ReadOnly(readOnly()));
      } else if (byDefault) {
        throw tokens.syntaxError();
      } else {
        return options;
      }
    }
  }

  private boolean readOnly() {
    if (tokens.accept(Keyword.DEFAULT)) {
      return false;
    }
    return tokens.unsignedLong() != 0;
  }

  private Statement createTable(boolean temporary) {
    boolean ifNotExists = tokens.acceptIfNotExists();
    TableName name = tokens.tableName();
    if (tokens.accept(Keyword.LIKE)) {
      return new DdlStatement.CreateTableLike(temporary, ifNotExists, name, tokens.tableName());
    }
    if (tokens.at(TokenKind.LEFT_PARENTHESIS) && tokens.peekKeyword(1) == Keyword.LIKE) {
      tokens.advance();
      tokens.advance();
      TableName source = tokens.tableName();
      tokens.expect(TokenKind.RIGHT_PARENTHESIS);
      return new DdlStatement.CreateTableLike(temporary, ifNotExists, name, source);
    }
    List<TableElement> elements = List.of();
    if (tokens.at(TokenKind.LEFT_PARENTHESIS) && !parenthesisBeginsQuery()) {
      elements = tokens.parenthesized(definitions::element);
    }
    List<TableOption> options = tableOptions();
    Optional<DdlStatement.Partitioning> partitioning =
        definitions.atPartitioning() ? Optional.of(definitions.partitioning()) : Optional.empty();
    DdlStatement.OnDuplicateRow onDuplicate = DdlStatement.OnDuplicateRow.ERROR;
    if (tokens.accept(Keyword.IGNORE)) {
      onDuplicate = DdlStatement.OnDuplicateRow.IGNORE;
    } else if (tokens.accept(Keyword.REPLACE)) {
      onDuplicate = DdlStatement.OnDuplicateRow.REPLACE;
    }
    boolean as = tokens.accept(Keyword.AS);
    Optional<Query> query = Optional.empty();
    if (grammar.queries.atQueryStart() || tokens.at(TokenKind.LEFT_PARENTHESIS)) {
      query = Optional.of(grammar.queries.subquery());
    } else if (as || onDuplicate != DdlStatement.OnDuplicateRow.ERROR) {
      throw tokens.syntaxError();
    }
    if (elements.isEmpty()
        && query.isEmpty()
        && options.isEmpty()
        && partitioning.isEmpty()
        && !tokens.atStatementEnd()) {
      throw tokens.syntaxError();
    }
    return new DdlStatement.CreateTable(
        temporary, ifNotExists, name, elements, options, partitioning, onDuplicate, query);
  }

  private boolean parenthesisBeginsQuery() {
    int distance = 1;
    while (distance < 7 && tokens.peekKind(distance) == TokenKind.LEFT_PARENTHESIS) {
      distance++;
    }
    return switch (tokens.peekKeyword(distance)) {
      case SELECT, WITH, TABLE, VALUES -> true;
      default -> false;
    };
  }

  private List<TableOption> tableOptions() {
    List<TableOption> options = new ArrayList<>();
    Optional<TableOption> option = definitions.option();
    while (option.isPresent()) {
      options.add(option.get());
      boolean comma = tokens.acceptComma();
      option = definitions.option();
      if (comma && option.isEmpty()) {
        throw tokens.syntaxError();
      }
    }
    return options;
  }

  private Statement createIndex() {
    KeyKind kind =
        switch (tokens.keyword()) {
          case UNIQUE -> KeyKind.UNIQUE;
          case FULLTEXT -> KeyKind.FULLTEXT;
          case SPATIAL -> KeyKind.SPATIAL;
          default -> KeyKind.PLAIN;
        };
    if (kind != KeyKind.PLAIN) {
      tokens.advance();
      if (kind == KeyKind.SPATIAL && tokens.at(Keyword.REFERENCE)) {
        return unsupported("CREATE SPATIAL REFERENCE SYSTEM");
      }
    }
    tokens.expect(Keyword.INDEX);
    boolean ifNotExists = tokens.acceptIfNotExists();
    Optional<String> name = Optional.of(tokens.name());
    List<TableElement.KeyOption> options = new ArrayList<>();
    if (tokens.at(Keyword.USING) || tokens.at(Keyword.TYPE)) {
      tokens.advance();
      options.add(definitions.indexType());
    }
    tokens.expect(Keyword.ON);
    TableName table = tokens.tableName();
    TableElement.Key key = definitions.keyBody(kind, Optional.empty(), ifNotExists, name, options);
    return new DdlStatement.CreateIndex(table, key, algorithmAndLock());
  }

  private List<AlterAction> algorithmAndLock() {
    AlterTableParser alter = new AlterTableParser(grammar);
    List<AlterAction> actions = new ArrayList<>();
    Optional<AlterAction> action = alter.algorithmOrLock();
    while (action.isPresent()) {
      actions.add(action.get());
      action = alter.algorithmOrLock();
    }
    return actions;
  }

  // ---- views and stored programs

  /** What may stand between CREATE and VIEW, or before a stored program. */
  private Statement createViewOrProgram() {
    boolean orReplace = tokens.accept(Keyword.OR);
    if (orReplace) {
      tokens.expect(Keyword.REPLACE);
      if (tokens.at(Keyword.JSON)) {
        return unsupported("CREATE JSON RELATIONAL DUALITY VIEW");
      }
      if (tokens.at(Keyword.SPATIAL)) {
        return unsupported("CREATE SPATIAL REFERENCE SYSTEM");
      }
      if (tokens.at(Keyword.MATERIALIZED)) {
        return unsupported("CREATE MATERIALIZED VIEW");
      }
    }
    boolean algorithmGiven = tokens.at(Keyword.ALGORITHM);
    DdlStatement.ViewAlgorithm algorithm = viewAlgorithm();
    Optional<Account> definer = definer();
    boolean security = tokens.at(Keyword.SQL);
    boolean invoker = invokerSecurity();
    if (!orReplace && !algorithmGiven && !security && !tokens.at(Keyword.VIEW)) {
      return program();
    }
    return view(
        orReplace
            ? DdlStatement.CreateView.Mode.CREATE_OR_REPLACE
            : DdlStatement.CreateView.Mode.CREATE,
        algorithm,
        definer,
        invoker);
  }

  private DdlStatement.ViewAlgorithm viewAlgorithm() {
    if (!tokens.accept(Keyword.ALGORITHM)) {
      return DdlStatement.ViewAlgorithm.UNDEFINED;
    }
    tokens.expect(TokenKind.EQUAL);
    DdlStatement.ViewAlgorithm algorithm =
        switch (tokens.keyword()) {
          case UNDEFINED -> DdlStatement.ViewAlgorithm.UNDEFINED;
          case MERGE -> DdlStatement.ViewAlgorithm.MERGE;
          case TEMPTABLE -> DdlStatement.ViewAlgorithm.TEMPTABLE;
          default -> throw tokens.syntaxError();
        };
    tokens.advance();
    return algorithm;
  }

  private Optional<Account> definer() {
    if (!tokens.accept(Keyword.DEFINER)) {
      return Optional.empty();
    }
    tokens.expect(TokenKind.EQUAL);
    return Optional.of(accounts.account());
  }

  private boolean invokerSecurity() {
    if (!tokens.accept(Keyword.SQL)) {
      return false;
    }
    tokens.expect(Keyword.SECURITY);
    if (tokens.accept(Keyword.INVOKER)) {
      return true;
    }
    tokens.expect(Keyword.DEFINER);
    return false;
  }

  private Statement view(
      DdlStatement.CreateView.Mode mode,
      DdlStatement.ViewAlgorithm algorithm,
      Optional<Account> definer,
      boolean invoker) {
    tokens.expect(Keyword.VIEW);
    DdlStatement.CreateView.Mode finalMode = mode;
    if (mode == DdlStatement.CreateView.Mode.CREATE && tokens.acceptIfNotExists()) {
      finalMode = DdlStatement.CreateView.Mode.CREATE_IF_NOT_EXISTS;
    }
    TableName name = tokens.tableName();
    List<String> columns = grammar.queries.optionalNames();
    tokens.expect(Keyword.AS);
    int from = tokens.start();
    Query query = grammar.queries.subquery();
    SourceText text = tokens.sourceFrom(from);
    DdlStatement.CheckOption check = DdlStatement.CheckOption.NONE;
    if (tokens.accept(Keyword.WITH)) {
      check = DdlStatement.CheckOption.CASCADED;
      if (tokens.accept(Keyword.LOCAL)) {
        check = DdlStatement.CheckOption.LOCAL;
      } else {
        tokens.accept(Keyword.CASCADED);
      }
      tokens.expect(Keyword.CHECK, Keyword.OPTION);
    }
    return new DdlStatement.CreateView(
        finalMode, algorithm, definer, invoker, name, columns, query, text, check);
  }

  /** A trigger, routine or event. */
  private Statement program() {
    if (tokens.accept(Keyword.AGGREGATE) && !tokens.at(Keyword.FUNCTION)) {
      throw tokens.syntaxError();
    }
    return new StoredProgramParser(grammar).create();
  }

  /** Skips the rest of a statement that Braid has not. */
  private Statement unsupported(String feature) {
    while (!tokens.atStatementEnd()) {
      if (tokens.at(TokenKind.INVALID)) {
        throw tokens.syntaxError();
      }
      tokens.advance();
    }
    return new UnsupportedStatement(feature);
  }

  // ---- ALTER

  Statement alter() {
    tokens.expect(Keyword.ALTER);
    switch (tokens.keyword()) {
      case TABLE -> {
        tokens.advance();
        return new AlterTableParser(grammar).alterTable();
      }
      case DATABASE, SCHEMA -> {
        tokens.advance();
        Optional<String> name =
            tokens.atName() && !tokens.at(Keyword.CHARSET) && !tokens.at(Keyword.ENCRYPTION)
                ? Optional.of(tokens.name())
                : Optional.empty();
        List<DdlStatement.DatabaseOption> options = databaseOptions();
        if (options.isEmpty()) {
          throw tokens.syntaxError();
        }
        return new DdlStatement.AlterDatabase(name, options);
      }
      case USER -> {
        tokens.advance();
        return accounts.alterUser();
      }
      case ALGORITHM, DEFINER, SQL, VIEW -> {
        return alterViewOrEvent();
      }
      case EVENT -> {
        tokens.advance();
        return new StoredProgramParser(grammar).alterEvent();
      }
      case PROCEDURE,
          FUNCTION,
          SERVER,
          TABLESPACE,
          LOGFILE,
          UNDO,
          INSTANCE,
          RESOURCE,
          LIBRARY,
          JSON,
          MATERIALIZED,
          MASKING -> {
        String feature = "ALTER " + tokens.keyword().name();
        tokens.advance();
        if (tokens.atStatementEnd()) {
          throw tokens.syntaxError();
        }
        return unsupported(feature);
      }
      default -> throw tokens.syntaxError();
    }
  }

  private Statement alterViewOrEvent() {
    DdlStatement.ViewAlgorithm algorithm = viewAlgorithm();
    Optional<Account> definer = definer();
    if (definer.isPresent() && tokens.accept(Keyword.EVENT)) {
      return new StoredProgramParser(grammar).alterEvent();
    }
    boolean invoker = invokerSecurity();
    return view(DdlStatement.CreateView.Mode.ALTER, algorithm, definer, invoker);
  }

  // ---- DROP, RENAME, TRUNCATE

  Statement drop() {
    tokens.expect(Keyword.DROP);
    switch (tokens.keyword()) {
      case DATABASE, SCHEMA -> {
        tokens.advance();
        boolean ifExists = tokens.acceptIfExists();
        return new DdlStatement.DropDatabase(tokens.name(), ifExists);
      }
      case TEMPORARY -> {
        tokens.advance();
        return dropTable(true);
      }
      case TABLE, TABLES -> {
        return dropTable(false);
      }
      case VIEW -> {
        tokens.advance();
        boolean ifExists = tokens.acceptIfExists();
        List<TableName> names = tokens.commaList(tokens::tableName);
        restrictOrCascade();
        return new DdlStatement.DropView(ifExists, names);
      }
      case INDEX -> {
        tokens.advance();
        String name = tokens.name();
        tokens.expect(Keyword.ON);
        TableName table = tokens.tableName();
        return new DdlStatement.DropIndex(table, name, algorithmAndLock());
      }
      case USER, ROLE -> {
        boolean role = tokens.at(Keyword.ROLE);
        tokens.advance();
        return accounts.dropAccounts(role);
      }
      case PREPARE -> {
        tokens.advance();
        return new PreparedTextStatement.Deallocate(tokens.name());
      }
      case TRIGGER,
          PROCEDURE,
          FUNCTION,
          EVENT,
          SERVER,
          TABLESPACE,
          LOGFILE,
          UNDO,
          SPATIAL,
          RESOURCE,
          LIBRARY,
          MASKING,
          MATERIALIZED -> {
        String feature = "DROP " + tokens.keyword().name();
        tokens.advance();
        tokens.acceptIfExists();
        if (!tokens.at(TokenKind.WORD) && !tokens.atNameOrString()) {
          throw tokens.syntaxError();
        }
        return unsupported(feature);
      }
      default -> throw tokens.syntaxError();
    }
  }

  private Statement dropTable(boolean temporary) {
    if (!tokens.accept(Keyword.TABLES)) {
      tokens.expect(Keyword.TABLE);
    }
    boolean ifExists = tokens.acceptIfExists();
    List<TableName> names = tokens.commaList(tokens::tableName);
    restrictOrCascade();
    return new DdlStatement.DropTable(temporary, ifExists, names);
  }

  private void restrictOrCascade() {
    if (!tokens.accept(Keyword.RESTRICT)) {
      tokens.accept(Keyword.CASCADE);
    }
  }

  Statement rename() {
    tokens.expect(Keyword.RENAME);
    if (tokens.accept(Keyword.USER)) {
      return accounts.renameUser();
    }
    if (!tokens.accept(Keyword.TABLES)) {
      tokens.expect(Keyword.TABLE);
    }
    return new DdlStatement.RenameTable(tokens.commaList(this::renaming));
  }

  private DdlStatement.RenameTable.Renaming renaming() {
    TableName from = tokens.tableName();
    tokens.expect(Keyword.TO);
    return new DdlStatement.RenameTable.Renaming(from, tokens.tableName());
  }

  Statement truncate() {
    tokens.expect(Keyword.TRUNCATE);
    tokens.accept(Keyword.TABLE);
    return new DdlStatement.TruncateTable(tokens.tableName());
  }
}
