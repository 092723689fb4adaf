package io.braid.frontend.statement;

import io.braid.common.MySqlError;
import io.braid.common.MySqlException;
import io.braid.common.catalog.CatalogSnapshot;
import io.braid.common.catalog.SchemaDefinition;
import io.braid.common.catalog.TableDefinition;
import io.braid.common.catalog.UserAccount;
import io.braid.common.catalog.ViewDefinition;
import io.braid.common.type.Charset;
import io.braid.common.value.SqlValue;
import io.braid.executor.Diagnostics;
import io.braid.frontend.show.EngineStatus;
import io.braid.frontend.show.ShowRewriter;
import io.braid.frontend.show.ShowRewriter.ShowQuery;
import io.braid.frontend.show.SystemViews;
import io.braid.planner.tree.Account;
import io.braid.planner.tree.Expression;
import io.braid.planner.tree.Limit;
import io.braid.planner.tree.Literal;
import io.braid.planner.tree.Query;
import io.braid.planner.tree.Select;
import io.braid.planner.tree.ShowStatement;
import io.braid.planner.tree.Statement;
import io.braid.planner.tree.TableName;
import io.braid.planner.tree.TableReference;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** SHOW: most of it as queries over system views, the rest from the session, catalog and stream. */
final class ShowStatements {
  private final StatementServices services;
  private final SessionState session;
  private final QueryRunner queries;

  ShowStatements(StatementServices services, SessionState session, QueryRunner queries) {
    this.services = services;
    this.session = session;
    this.queries = queries;
  }

  void run(ShowStatement show, List<SqlValue> parameters, Responses responses, boolean more) {
    checkExists(show);
    Optional<ShowQuery> query = ShowRewriter.rewrite(show, session.currentSchema());
    if (show instanceof ShowStatement.ShowProcessList) {
      session
          .diagnostics()
          .add(
              Diagnostics.Level.WARNING,
              MySqlError.ER_WARN_DEPRECATED_SYNTAX,
              MySqlError.ER_WARN_DEPRECATED_SYNTAX.message(
                  "INFORMATION_SCHEMA.PROCESSLIST", "performance_schema.processlist"));
    }
    if (query.isPresent()) {
      queries.runInternal(tree(query.get()), parameters, responses, more);
      return;
    }
    switch (show) {
      case ShowStatement.ShowCreate create -> showCreate(create, responses, more);
      case ShowStatement.ShowCreateDatabase create -> {
        CatalogSnapshot catalog = services.catalog().get();
        SchemaDefinition schema =
            catalog
                .schema(create.name())
                .orElseThrow(() -> MySqlError.ER_BAD_DB_ERROR.with(create.name()));
        send(
            new FixedResult()
                .text("Database", 64)
                .text("Create Database", 1024)
                .row(schema.name(), services.showCreate().schema(schema, create.ifNotExists())),
            responses,
            more);
      }
      case ShowStatement.ShowCreateUser create -> {
        UserAccount account = account(create.user());
        String name = account.user() + "@" + account.host();
        send(
            new FixedResult()
                .text("CREATE USER for " + name, 4096)
                .row(services.showCreate().user(account)),
            responses,
            more);
      }
      case ShowStatement.ShowGrants grants -> showGrants(grants, responses, more);
      case ShowStatement.ShowDiagnostics diagnostics ->
          showDiagnostics(diagnostics, responses, more);
      case ShowStatement.ShowDiagnosticsCount count -> {
        SessionState.SessionDiagnostics kept = session.diagnostics();
        long number = count.errorsOnly() ? kept.errorCount() : kept.count();
        String name = count.errorsOnly() ? "@@session.error_count" : "@@session.warning_count";
        send(new FixedResult().number(name, true).row(number), responses, more);
      }
      case ShowStatement.ShowBinaryLogs s -> stream(s, responses, more);
      case ShowStatement.ShowBinaryLogStatus s -> stream(s, responses, more);
      case ShowStatement.ShowBinlogEvents s -> stream(s, responses, more);
      case ShowStatement.ShowReplicas s -> stream(s, responses, more);
      case ShowStatement.ShowReplicaStatus s -> stream(s, responses, more);
      case ShowStatement.ShowProfiles s ->
          send(
              new FixedResult().number("Query_ID", false).text("Duration", 20).text("Query", 300),
              responses,
              more);
      case ShowStatement.ShowEngine engine -> showEngine(engine, responses, more);
      case ShowStatement.ShowPrivileges s -> throw MySqlException.notSupported("SHOW PRIVILEGES");
      case ShowStatement.ShowProfile s -> throw MySqlException.notSupported("SHOW PROFILE");
      case ShowStatement.ShowRoutineCode s -> throw MySqlException.notSupported("stored routines");
      default -> throw new IllegalStateException("SHOW without an answer: " + show);
    }
  }

  /** One engine has something to tell; the other ones that tables may name have nothing. */
  private void showEngine(ShowStatement.ShowEngine show, Responses responses, boolean more) {
    boolean innodb = false;
    switch (show.engine().toUpperCase(Locale.ROOT)) {
      case "INNODB", "ALL" -> innodb = true;
      case "MYISAM",
          "MEMORY",
          "HEAP",
          "ARCHIVE",
          "CSV",
          "BLACKHOLE",
          "MRG_MYISAM",
          "PERFORMANCE_SCHEMA" -> {}
      default -> throw MySqlError.ER_UNKNOWN_STORAGE_ENGINE.with(show.engine());
    }
    Privileges.of(services.catalog().get(), session.currentUser()).requireGlobal("PROCESS");
    FixedResult result = new FixedResult().text("Type", 10).text("Name", 512).text("Status", 10);
    if (innodb && show.topic().equalsIgnoreCase("STATUS")) {
      String status =
          EngineStatus.of(
              services.transactions().report(),
              services.catalog().get(),
              services.connections()::process,
              session.timeZone());
      result.row("InnoDB", "", status);
    }
    send(result, responses, more);
  }

  private void stream(ShowStatement show, Responses responses, boolean more) {
    services.stream().show(show, responses, more, session);
    session.statementEnded(-1, -1);
  }

  private void send(FixedResult result, Responses responses, boolean more) {
    session.statementEnded(-1, result.rowCount());
    result.send(responses, more);
  }

  /** Names in SHOW must exist where MySQL says so. */
  private void checkExists(ShowStatement show) {
    switch (show) {
      case ShowStatement.ShowTables s -> s.database().ifPresent(this::requireSchema);
      case ShowStatement.ShowTableStatus s -> s.database().ifPresent(this::requireSchema);
      case ShowStatement.ShowColumns s -> requireTable(s.table());
      case ShowStatement.ShowIndex s -> requireTable(s.table());
      default -> {}
    }
  }

  private void requireSchema(String schema) {
    if (!SystemViews.isSystemSchema(schema) && services.catalog().get().schema(schema).isEmpty()) {
      throw MySqlError.ER_BAD_DB_ERROR.with(schema);
    }
  }

  private void requireTable(TableName name) {
    String schema = schemaOf(name);
    CatalogSnapshot catalog = services.catalog().get();
    boolean exists =
        catalog.table(schema, name.name()).isPresent()
            || catalog.view(schema, name.name()).isPresent()
            || services.virtualTables().definition(schema, name.name()).isPresent();
    if (!exists) {
      requireSchema(schema);
      throw MySqlError.ER_NO_SUCH_TABLE.with(schema, name.name());
    }
  }

  private String schemaOf(TableName name) {
    String schema = name.schema().orElse(session.currentSchema());
    if (schema.isEmpty()) {
      throw MySqlError.ER_NO_DB_ERROR.with();
    }
    return schema;
  }

  /** The tree of a rewritten SHOW; a WHERE stands around the query. */
  private Statement tree(ShowQuery show) {
    Query inner =
        (Query)
            services
                .text()
                .parse(
                    show.sql().getBytes(StandardCharsets.UTF_8),
                    Charset.UTF8MB4,
                    false,
                    false,
                    session)
                .iterator()
                .next()
                .statement();
    if (!(show.filter() instanceof ShowStatement.Filter.Where where)) {
      return inner;
    }
    return Query.of(
        new Select(
            "",
            Set.of(),
            List.of(new Select.SelectItem.Star(Optional.empty())),
            List.of(new TableReference.Derived(false, inner, "show", List.of())),
            Optional.of(where.condition()),
            Optional.empty(),
            Optional.empty(),
            List.of(),
            Optional.empty()));
  }

  /** Whether the names of a view's columns are not those of its query. */
  private boolean namesColumns(ViewDefinition view) {
    byte[] text = view.selectSql().getBytes(StandardCharsets.UTF_8);
    Statement parsed =
        services
            .text()
            .parse(text, Charset.UTF8MB4, false, false, session)
            .iterator()
            .next()
            .statement();
    if (!(parsed instanceof Query query) || !(query.body() instanceof Select select)) {
      return false;
    }
    List<String> labels = new ArrayList<>();
    for (Select.SelectItem item : select.items()) {
      if (!(item instanceof Select.SelectItem.Value value) || value.alias().isEmpty()) {
        return false;
      }
      labels.add(value.alias().get());
    }
    return !labels.equals(view.columns());
  }

  private void showCreate(ShowStatement.ShowCreate create, Responses responses, boolean more) {
    CatalogSnapshot catalog = services.catalog().get();
    TableName name = create.name();
    switch (create.kind()) {
      case TABLE, VIEW -> {
        String schema = schemaOf(name);
        Optional<ViewDefinition> view = catalog.view(schema, name.name());
        if (view.isPresent()) {
          send(
              new FixedResult()
                  .text("View", 64)
                  .text("Create View", 1024)
                  .text("character_set_client", 64)
                  .text("collation_connection", 64)
                  .row(
                      view.get().name(),
                      services
                          .showCreate()
                          .view(view.get(), namesColumns(view.get()), session.currentSchema()),
                      view.get().clientCharset(),
                      view.get().clientCollation()),
              responses,
              more);
          return;
        }
        Optional<TableDefinition> table =
            catalog
                .table(schema, name.name())
                .or(() -> services.virtualTables().definition(schema, name.name()));
        if (table.isEmpty()) {
          requireSchema(schema);
          throw MySqlError.ER_NO_SUCH_TABLE.with(schema, name.name());
        }
        if (create.kind() == ShowStatement.ObjectKind.VIEW) {
          throw MySqlError.ER_WRONG_OBJECT.with(schema, name.name(), "VIEW");
        }
        send(
            new FixedResult()
                .text("Table", 64)
                .text("Create Table", 1024)
                .row(table.get().name(), services.showCreate().table(table.get(), catalog)),
            responses,
            more);
      }
      case TRIGGER -> throw MySqlError.ER_TRG_DOES_NOT_EXIST.with();
      case PROCEDURE, FUNCTION ->
          throw MySqlError.ER_SP_DOES_NOT_EXIST.with(
              create.kind().name().toUpperCase(Locale.ROOT), name.name());
      case EVENT -> throw MySqlError.ER_EVENT_DOES_NOT_EXIST.with(name.name());
      case LIBRARY -> throw MySqlException.notSupported("libraries");
    }
  }

  private UserAccount account(Account wanted) {
    CatalogSnapshot catalog = services.catalog().get();
    String name =
        switch (wanted) {
          case Account.CurrentUser current -> session.currentUser();
          case Account.Named named -> named.user() + "@" + named.host();
        };
    return catalog.accounts().stream()
        .filter(a -> (a.user() + "@" + a.host()).equals(name))
        .findFirst()
        .orElseThrow(() -> {
          int at = name.lastIndexOf('@');
          return MySqlError.ER_NONEXISTING_GRANT.with(
              name.substring(0, at), name.substring(at + 1));
        });
  }

  private void showGrants(ShowStatement.ShowGrants grants, Responses responses, boolean more) {
    UserAccount account = account(grants.user().orElseGet(Account.CurrentUser::new));
    boolean own = session.currentUser().equals(account.user() + "@" + account.host());
    if (!own) {
      Privileges privileges = Privileges.of(services.catalog().get(), session.currentUser());
      if (!privileges.hasOnSchema("SELECT", "mysql")) {
        throw privileges.schemaDenied("mysql");
      }
    }
    FixedResult result =
        new FixedResult().text("Grants for " + account.user() + "@" + account.host(), 1024);
    services.showCreate().grants(account).forEach(result::row);
    send(result, responses, more);
  }

  private void showDiagnostics(
      ShowStatement.ShowDiagnostics show, Responses responses, boolean more) {
    FixedResult result =
        new FixedResult().text("Level", 7).smallNumber("Code", true).text("Message", 512);
    List<SessionState.SessionDiagnostics.Condition> conditions =
        session.diagnostics().conditions().stream()
            .filter(c -> !show.errorsOnly() || c.level() == Diagnostics.Level.ERROR)
            .toList();
    long offset = show.limit().flatMap(Limit::offset).map(this::number).orElse(0L);
    long limit = show.limit().map(l -> number(l.count())).orElse(Long.MAX_VALUE);
    conditions.stream()
        .skip(offset)
        .limit(limit)
        .forEach(c -> result.row(c.level().label(), (long) c.error().number(), c.message()));
    session.statementEnded(-1, -1);
    result.send(responses, more);
  }

  private long number(Expression expression) {
    return expression instanceof Literal.IntegerLiteral literal
        ? literal.value()
        : ((SqlValue.IntegerValue) queries.evaluate(expression)).bits();
  }
}
