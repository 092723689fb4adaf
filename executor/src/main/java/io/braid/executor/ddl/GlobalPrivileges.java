package io.braid.executor.ddl;

import java.util.Set;

/** The privileges that ALL PRIVILEGES ON *.* stands for. */
public final class GlobalPrivileges {
  /** Static privileges and those dynamic ones that guard something in Braid. */
  public static final Set<String> ALL =
      Set.of(
          "SELECT",
          "INSERT",
          "UPDATE",
          "DELETE",
          "CREATE",
          "DROP",
          "RELOAD",
          "SHUTDOWN",
          "PROCESS",
          "FILE",
          "REFERENCES",
          "INDEX",
          "ALTER",
          "SHOW DATABASES",
          "SUPER",
          "CREATE TEMPORARY TABLES",
          "LOCK TABLES",
          "EXECUTE",
          "REPLICATION SLAVE",
          "REPLICATION CLIENT",
          "CREATE VIEW",
          "SHOW VIEW",
          "CREATE ROUTINE",
          "ALTER ROUTINE",
          "CREATE USER",
          "EVENT",
          "TRIGGER",
          "CREATE TABLESPACE",
          "CREATE ROLE",
          "DROP ROLE",
          "BACKUP_ADMIN",
          "BINLOG_ADMIN",
          "CONNECTION_ADMIN",
          "FLUSH_TABLES",
          "REPLICATION_APPLIER",
          "REPLICATION_SLAVE_ADMIN",
          "SESSION_VARIABLES_ADMIN",
          "SET_ANY_DEFINER",
          "SYSTEM_USER",
          "SYSTEM_VARIABLES_ADMIN",
          "XA_RECOVER_ADMIN");

  private GlobalPrivileges() {}
}
