package io.braid.planner.tree;

/**
 * One statement. The groups are sealed too, so that a switch over the records below one of them
 * needs no default.
 */
public sealed interface Statement
    permits Query,
        DmlStatement,
        DdlStatement,
        TransactionStatement,
        SessionStatement,
        ShowStatement,
        AccountStatement,
        AdminStatement,
        PreparedTextStatement,
        XaStatement,
        ReplicationStatement,
        UtilityStatement,
        UnsupportedStatement {}
