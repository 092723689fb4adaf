package io.braid.frontend.command;

import io.braid.common.catalog.CatalogSnapshot;
import io.braid.common.time.Clock;
import io.braid.frontend.auth.AccountSource;
import io.braid.frontend.session.Session;
import io.braid.frontend.session.Sessions;
import io.braid.frontend.statement.SessionStatements;
import io.braid.frontend.variable.GlobalVariables;
import io.braid.protocol.auth.AuthenticationPlugins;
import java.time.ZoneId;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What the connections of a node share.
 *
 * @param statements makes what runs the statements of a session
 * @param systemZone what {@code time_zone = SYSTEM} means
 */
public record ClientServices(
    GlobalVariables variables,
    Sessions sessions,
    AuthenticationPlugins plugins,
    AccountSource accounts,
    Supplier<CatalogSnapshot> catalog,
    Function<Session, SessionStatements> statements,
    DumpCommands dumps,
    ServerCounters counters,
    Clock clock,
    ZoneId systemZone) {}
