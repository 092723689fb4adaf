package io.braid.frontend.statement;

import io.braid.common.catalog.CatalogSnapshot;
import io.braid.common.catalog.SchemaDefinition;
import io.braid.common.catalog.TableDefinition;
import io.braid.common.catalog.UserAccount;
import io.braid.common.catalog.ViewDefinition;
import io.braid.common.time.Clock;
import io.braid.common.type.Charset;
import io.braid.common.value.SqlValue;
import io.braid.executor.SchemaChanges;
import io.braid.executor.StatementExecutor;
import io.braid.executor.VirtualTables;
import io.braid.executor.ddl.MetadataLocks;
import io.braid.frontend.show.ServerView;
import io.braid.planner.parse.NormalizedStatement;
import io.braid.planner.parse.ParsedStatement;
import io.braid.planner.plan.StatementPlan;
import io.braid.planner.tree.Statement;
import io.braid.txn.TransactionManager;
import io.braid.txn.move.ShardMoves;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.function.Supplier;

/**
 * What the sessions of a node share.
 *
 * @param catalog the newest catalog
 * @param connectionEnded releases what a connection holds outside of its session: named locks
 * @param statementMemoryBytesMax what operators of one statement may hold
 */
public record StatementServices(
    SqlText text,
    QueryPlanner planner,
    StatementExecutor executor,
    SchemaChanges schemaChanges,
    TransactionManager transactions,
    ShardMoves moves,
    MetadataLocks metadataLocks,
    WriteBarrier writeBarrier,
    Supplier<CatalogSnapshot> catalog,
    VirtualTables virtualTables,
    ShowCreate showCreate,
    StreamStatements stream,
    Connections connections,
    LongConsumer connectionEnded,
    Clock clock,
    long statementMemoryBytesMax) {

  /** Text to statements. */
  public interface SqlText {
    /** One statement of a text, with its own text. */
    record Parsed(Statement statement, String text, List<ParsedStatement.Warning> warnings) {
      public Parsed {
        warnings = List.copyOf(warnings);
      }
    }

    /**
     * Splits and parses lazily: a statement is parsed when it is asked for, so that those before a
     * syntax error run.
     *
     * @param parameters whether the text is to be prepared, so that {@code ?} is allowed
     * @param sql in the character set {@code charset}: literals may hold bytes that are no text
     * @throws io.braid.common.MySqlException 1064, also from the iterator
     */
    Iterable<Parsed> parse(
        byte[] sql, Charset charset, boolean several, boolean parameters, SessionState session);

    /**
     * A text's only statement with its literals taken out, without the parser.
     *
     * @return empty if there are several, or if it is none whose plan is kept
     */
    Optional<NormalizedStatement> normalize(byte[] sql, Charset charset, SessionState session);
  }

  /** Queries and DML to plans. */
  public interface QueryPlanner {
    /**
     * Plans a statement.
     *
     * @param parameters values of its {@code ?}, whose types the plan depends on; empty while a
     *     statement is only being prepared
     * @throws io.braid.common.MySqlException MySQL's errors of analysis; 1235 for what is missing
     */
    StatementPlan plan(
        Statement statement,
        SessionState session,
        CatalogSnapshot catalog,
        List<SqlValue> parameters);

    /**
     * The plan of a normalized statement, kept or made now.
     *
     * @return empty if it can only be planned by its own text, which may be wrong
     */
    Optional<RunnablePlan> normalized(
        NormalizedStatement statement, SessionState session, CatalogSnapshot catalog);

    /** As {@link #normalized}, if the plan is kept. */
    Optional<RunnablePlan> known(
        NormalizedStatement statement, SessionState session, CatalogSnapshot catalog);

    /**
     * The plan of a prepared statement, kept or made now.
     *
     * @param sql as it was prepared
     * @param parameters as for {@link #plan}
     */
    RunnablePlan prepared(
        Statement statement,
        String sql,
        SessionState session,
        CatalogSnapshot catalog,
        List<SqlValue> parameters);

    /**
     * Whether a plan that {@link #prepared} gave is kept, so that it serves all executions with
     * values of the same kinds while catalog and settings stay.
     */
    boolean isKept(
        RunnablePlan plan,
        String sql,
        SessionState session,
        CatalogSnapshot catalog,
        List<SqlValue> parameters);

    /** The lines of EXPLAIN. */
    List<String> explain(StatementPlan plan);
  }

  /** The texts of SHOW CREATE. */
  public interface ShowCreate {
    /** SHOW CREATE TABLE's text. */
    String table(TableDefinition table, CatalogSnapshot catalog);

    /**
     * SHOW CREATE VIEW's text.
     *
     * @param columns whether the view's columns have names of their own
     */
    String view(ViewDefinition view, boolean columns, String currentSchema);

    /** SHOW CREATE DATABASE's text. */
    String schema(SchemaDefinition schema, boolean ifNotExists);

    /** SHOW CREATE USER's text. */
    String user(UserAccount account);

    /** SHOW GRANTS' lines. */
    List<String> grants(UserAccount account);
  }

  /** The other connections of the node. */
  public interface Connections {
    /**
     * KILL.
     *
     * @throws io.braid.common.MySqlException 1094 for an unknown id, 1095 for one of another user
     */
    void kill(long connectionId, boolean queryOnly, SessionState by);

    /** A connection as the process list shows it. */
    Optional<ServerView.Process> process(long connectionId);
  }
}
