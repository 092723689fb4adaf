package io.braid.common;

/**
 * The errors and warnings that a client can see: MySQL's number, its SQLSTATE and its message
 * pattern.
 *
 * <p>Every conversion in a pattern is {@code %s}; the arguments come in the order of MySQL's own
 * message. The code is chosen where the cause is known and never recovered from a text.
 *
 * @see "MySQL 9.7 Error Message Reference, Server Error Message Reference"
 */
public enum MySqlError {
  EE_STAT(13, "HY000", "Can't get stat of '%s' (OS errno %s - %s)"),
  EE_FILENOTFOUND(29, "HY000", "File '%s' not found (OS errno %s - %s)"),
  ER_CANT_CREATE_TABLE(1005, "HY000", "Can't create table '%s' (errno: %s - %s)"),
  ER_CANT_CREATE_DB(1006, "HY000", "Can't create database '%s' (errno: %s - %s)"),
  ER_DB_CREATE_EXISTS(1007, "HY000", "Can't create database '%s'; database exists"),
  ER_DB_DROP_EXISTS(1008, "HY000", "Can't drop database '%s'; database doesn't exist"),
  ER_DUP_KEY(1022, "23000", "Can't write; duplicate key in table '%s'"),
  ER_ERROR_ON_READ(1024, "HY000", "Error reading file '%s' (errno: %s - %s)"),
  ER_ERROR_ON_RENAME(1025, "HY000", "Error on rename of '%s' to '%s' (errno: %s - %s)"),
  ER_OPEN_AS_READONLY(1036, "HY000", "Table '%s' is read only"),
  ER_CON_COUNT_ERROR(1040, "08004", "Too many connections"),
  ER_BAD_HOST_ERROR(1042, "08S01", "Can't get hostname for your address"),
  ER_HANDSHAKE_ERROR(1043, "08S01", "Bad handshake"),
  ER_DBACCESS_DENIED_ERROR(1044, "42000", "Access denied for user '%s'@'%s' to database '%s'"),
  ER_ACCESS_DENIED_ERROR(1045, "28000", "Access denied for user '%s'@'%s' (using password: %s)"),
  ER_NO_DB_ERROR(1046, "3D000", "No database selected"),
  ER_UNKNOWN_COM_ERROR(1047, "08S01", "Unknown command"),
  ER_BAD_NULL_ERROR(1048, "23000", "Column '%s' cannot be null"),
  ER_BAD_DB_ERROR(1049, "42000", "Unknown database '%s'"),
  ER_TABLE_EXISTS_ERROR(1050, "42S01", "Table '%s' already exists"),
  ER_BAD_TABLE_ERROR(1051, "42S02", "Unknown table '%s'"),
  ER_NON_UNIQ_ERROR(1052, "23000", "Column '%s' in %s is ambiguous"),
  ER_SERVER_SHUTDOWN(1053, "08S01", "Server shutdown in progress"),
  ER_BAD_FIELD_ERROR(1054, "42S22", "Unknown column '%s' in '%s'"),
  ER_WRONG_FIELD_WITH_GROUP(1055, "42000", "'%s' isn't in GROUP BY"),
  ER_WRONG_GROUP_FIELD(1056, "42000", "Can't group on '%s'"),
  ER_WRONG_SUM_SELECT(1057, "42000", "Statement has sum functions and columns in same statement"),
  ER_WRONG_VALUE_COUNT(1058, "21S01", "Column count doesn't match value count"),
  ER_TOO_LONG_IDENT(1059, "42000", "Identifier name '%s' is too long"),
  ER_DUP_FIELDNAME(1060, "42S21", "Duplicate column name '%s'"),
  ER_DUP_KEYNAME(1061, "42000", "Duplicate key name '%s'"),
  ER_DUP_ENTRY(1062, "23000", "Duplicate entry '%s' for key %s"),
  ER_WRONG_FIELD_SPEC(1063, "42000", "Incorrect column specifier for column '%s'"),
  ER_PARSE_ERROR(1064, "42000", "%s near '%s' at line %s"),
  ER_EMPTY_QUERY(1065, "42000", "Query was empty"),
  ER_NONUNIQ_TABLE(1066, "42000", "Not unique table/alias: '%s'"),
  ER_INVALID_DEFAULT(1067, "42000", "Invalid default value for '%s'"),
  ER_MULTIPLE_PRI_KEY(1068, "42000", "Multiple primary key defined"),
  ER_TOO_MANY_KEYS(1069, "42000", "Too many keys specified; max %s keys allowed"),
  ER_TOO_MANY_KEY_PARTS(1070, "42000", "Too many key parts specified; max %s parts allowed"),
  ER_TOO_LONG_KEY(1071, "42000", "Specified key was too long; max key length is %s bytes"),
  ER_KEY_COLUMN_DOES_NOT_EXITS(1072, "42000", "Key column '%s' doesn't exist in table"),
  ER_BLOB_USED_AS_KEY(
      1073,
      "42000",
      "BLOB column '%s' can't be used in key specification with the used table type"),
  ER_TOO_BIG_FIELDLENGTH(
      1074, "42000", "Column length too big for column '%s' (max = %s); use BLOB or TEXT instead"),
  ER_WRONG_AUTO_KEY(
      1075,
      "42000",
      "Incorrect table definition; there can be only one auto column and it must be defined as a key"),
  ER_SHUTDOWN_COMPLETE(1079, "HY000", "%s: Shutdown complete"),
  ER_FORCING_CLOSE(1080, "08S01", "%s: Forcing close of thread %s  user: '%s'"),
  ER_IPSOCK_ERROR(1081, "08S01", "Can't create IP socket"),
  ER_NO_SUCH_INDEX(
      1082,
      "42S12",
      "Table '%s' has no index like the one used in CREATE INDEX; recreate the table"),
  ER_WRONG_FIELD_TERMINATORS(
      1083, "42000", "Field separator argument is not what is expected; check the manual"),
  ER_BLOBS_AND_NO_TERMINATED(
      1084, "42000", "You can't use fixed rowlength with BLOBs; please use 'fields terminated by'"),
  ER_TEXTFILE_NOT_READABLE(
      1085, "HY000", "The file '%s' must be in the database directory or be readable by all"),
  ER_WRONG_SUB_KEY(
      1089,
      "HY000",
      "Incorrect prefix key; the used key part isn't a string, the used length is longer than the key part, or the storage engine doesn't support unique prefix keys"),
  ER_CANT_REMOVE_ALL_FIELDS(
      1090, "42000", "You can't delete all columns with ALTER TABLE; use DROP TABLE instead"),
  ER_CANT_DROP_FIELD_OR_KEY(1091, "42000", "Can't DROP '%s'; check that column/key exists"),
  ER_UPDATE_TABLE_USED(
      1093, "HY000", "You can't specify target table '%s' for update in FROM clause"),
  ER_NO_SUCH_THREAD(1094, "HY000", "Unknown thread id: %s"),
  ER_KILL_DENIED_ERROR(1095, "HY000", "You are not owner of thread %s"),
  ER_NO_TABLES_USED(1096, "HY000", "No tables used"),
  ER_TOO_BIG_SET(1097, "HY000", "Too many strings for column %s and SET"),
  ER_TABLE_NOT_LOCKED_FOR_WRITE(
      1099, "HY000", "Table '%s' was locked with a READ lock and can't be updated"),
  ER_TABLE_NOT_LOCKED(1100, "HY000", "Table '%s' was not locked with LOCK TABLES"),
  ER_BLOB_CANT_HAVE_DEFAULT(
      1101, "42000", "BLOB, TEXT, GEOMETRY or JSON column '%s' can't have a default value"),
  ER_WRONG_DB_NAME(1102, "42000", "Incorrect database name '%s'"),
  ER_WRONG_TABLE_NAME(1103, "42000", "Incorrect table name '%s'"),
  ER_TOO_BIG_SELECT(
      1104,
      "42000",
      "The SELECT would examine more than MAX_JOIN_SIZE rows; check your WHERE and use SET SQL_BIG_SELECTS=1 or SET MAX_JOIN_SIZE=# if the SELECT is okay"),
  ER_UNKNOWN_ERROR(1105, "HY000", "Unknown error"),
  ER_UNKNOWN_PROCEDURE(1106, "42000", "Unknown procedure '%s'"),
  ER_WRONG_PARAMCOUNT_TO_PROCEDURE(1107, "42000", "Incorrect parameter count to procedure '%s'"),
  ER_UNKNOWN_TABLE(1109, "42S02", "Unknown table '%s' in %s"),
  ER_FIELD_SPECIFIED_TWICE(1110, "42000", "Column '%s' specified twice"),
  ER_INVALID_GROUP_FUNC_USE(1111, "HY000", "Invalid use of group function"),
  ER_UNSUPPORTED_EXTENSION(
      1112, "42000", "Table '%s' uses an extension that doesn't exist in this MySQL version"),
  ER_TABLE_MUST_HAVE_COLUMNS(1113, "42000", "A table must have at least 1 column"),
  ER_RECORD_FILE_FULL(1114, "HY000", "The table '%s' is full"),
  ER_UNKNOWN_CHARACTER_SET(1115, "42000", "Unknown character set: '%s'"),
  ER_TOO_MANY_TABLES(1116, "HY000", "Too many tables; MySQL can only use %s tables in a join"),
  ER_TOO_MANY_FIELDS(1117, "HY000", "Too many columns"),
  ER_TOO_BIG_ROWSIZE(
      1118,
      "42000",
      "Row size too large. The maximum row size for the used table type, not counting BLOBs, is %s. This includes storage overhead, check the manual. You have to change some columns to TEXT or BLOBs"),
  ER_STACK_OVERRUN(
      1119,
      "HY000",
      "Thread stack overrun:  Used: %s of a %s stack.  Use 'mysqld --thread_stack=#' to specify a bigger stack if needed"),
  ER_NULL_COLUMN_IN_INDEX(
      1121,
      "42000",
      "Table handler doesn't support NULL in given index. Please change column '%s' to be NOT NULL or use another handler"),
  ER_CANT_FIND_UDF(1122, "HY000", "Can't load function '%s'"),
  ER_CANT_INITIALIZE_UDF(1123, "HY000", "Can't initialize function '%s'; %s"),
  ER_FUNCTION_NOT_DEFINED(1128, "HY000", "Function '%s' is not defined"),
  ER_HOST_IS_BLOCKED(
      1129,
      "HY000",
      "Host '%s' is blocked because of many connection errors; unblock with 'mysqladmin flush-hosts'"),
  ER_HOST_NOT_PRIVILEGED(1130, "HY000", "Host '%s' is not allowed to connect to this MySQL server"),
  ER_PASSWORD_ANONYMOUS_USER(
      1131,
      "42000",
      "You are using MySQL as an anonymous user and anonymous users are not allowed to change passwords"),
  ER_PASSWORD_NOT_ALLOWED(
      1132,
      "42000",
      "You must have privileges to update tables in the mysql database to be able to change passwords for others"),
  ER_PASSWORD_NO_MATCH(1133, "42000", "Can't find any matching row in the user table"),
  ER_UPDATE_INFO(1134, "HY000", "Rows matched: %s  Changed: %s  Warnings: %s"),
  ER_WRONG_VALUE_COUNT_ON_ROW(1136, "21S01", "Column count doesn't match value count at row %s"),
  ER_INVALID_USE_OF_NULL(1138, "42000", "Invalid use of NULL value"),
  ER_REGEXP_ERROR(1139, "42000", "Got error '%s' from regexp"),
  ER_MIX_OF_GROUP_FUNC_AND_FIELDS(
      1140,
      "42000",
      "Mixing of GROUP columns (MIN(),MAX(),COUNT(),...) with no GROUP columns is illegal if there is no GROUP BY clause"),
  ER_NONEXISTING_GRANT(1141, "42000", "There is no such grant defined for user '%s' on host '%s'"),
  ER_TABLEACCESS_DENIED_ERROR(1142, "42000", "%s command denied to user '%s'@'%s' for table '%s'"),
  ER_COLUMNACCESS_DENIED_ERROR(
      1143, "42000", "%s command denied to user '%s'@'%s' for column '%s' in table '%s'"),
  ER_ILLEGAL_GRANT_FOR_TABLE(
      1144,
      "42000",
      "Illegal GRANT/REVOKE command; please consult the manual to see which privileges can be used"),
  ER_GRANT_WRONG_HOST_OR_USER(1145, "42000", "The host or user argument to GRANT is too long"),
  ER_NO_SUCH_TABLE(1146, "42S02", "Table '%s.%s' doesn't exist"),
  ER_NONEXISTING_TABLE_GRANT(
      1147, "42000", "There is no such grant defined for user '%s' on host '%s' on table '%s'"),
  ER_NOT_ALLOWED_COMMAND(1148, "42000", "The used command is not allowed with this MySQL version"),
  ER_SYNTAX_ERROR(
      1149,
      "42000",
      "You have an error in your SQL syntax; check the manual that corresponds to your MySQL server version for the right syntax to use"),
  ER_ABORTING_CONNECTION(1152, "08S01", "Aborted connection %s to db: '%s' user: '%s' (%s)"),
  ER_NET_PACKET_TOO_LARGE(1153, "08S01", "Got a packet bigger than 'max_allowed_packet' bytes"),
  ER_NET_READ_ERROR_FROM_PIPE(1154, "08S01", "Got a read error from the connection pipe"),
  ER_NET_FCNTL_ERROR(1155, "08S01", "Got an error from fcntl()"),
  ER_NET_PACKETS_OUT_OF_ORDER(1156, "08S01", "Got packets out of order"),
  ER_NET_UNCOMPRESS_ERROR(1157, "08S01", "Couldn't uncompress communication packet"),
  ER_NET_READ_ERROR(1158, "08S01", "Got an error reading communication packets"),
  ER_NET_READ_INTERRUPTED(1159, "08S01", "Got timeout reading communication packets"),
  ER_NET_ERROR_ON_WRITE(1160, "08S01", "Got an error writing communication packets"),
  ER_NET_WRITE_INTERRUPTED(1161, "08S01", "Got timeout writing communication packets"),
  ER_TOO_LONG_STRING(1162, "42000", "Result string is longer than 'max_allowed_packet' bytes"),
  ER_TABLE_CANT_HANDLE_BLOB(1163, "42000", "The used table type doesn't support BLOB/TEXT columns"),
  ER_TABLE_CANT_HANDLE_AUTO_INCREMENT(
      1164, "42000", "The used table type doesn't support AUTO_INCREMENT columns"),
  ER_WRONG_COLUMN_NAME(1166, "42000", "Incorrect column name '%s'"),
  ER_WRONG_KEY_COLUMN(1167, "42000", "The used storage engine can't index column '%s'"),
  ER_BLOB_KEY_WITHOUT_LENGTH(
      1170, "42000", "BLOB/TEXT column '%s' used in key specification without a key length"),
  ER_PRIMARY_CANT_HAVE_NULL(
      1171,
      "42000",
      "All parts of a PRIMARY KEY must be NOT NULL; if you need NULL in a key, use UNIQUE instead"),
  ER_TOO_MANY_ROWS(1172, "42000", "Result consisted of more than one row"),
  ER_REQUIRES_PRIMARY_KEY(1173, "42000", "This table type requires a primary key"),
  ER_UPDATE_WITHOUT_KEY_IN_SAFE_MODE(
      1175,
      "HY000",
      "You are using safe update mode and you tried to update a table without a WHERE that uses a KEY column. %s"),
  ER_KEY_DOES_NOT_EXITS(1176, "42000", "Key '%s' doesn't exist in table '%s'"),
  ER_CHECK_NO_SUCH_TABLE(1177, "42000", "Can't open table"),
  ER_CHECK_NOT_IMPLEMENTED(1178, "42000", "The storage engine for the table doesn't support %s"),
  ER_CANT_DO_THIS_DURING_AN_TRANSACTION(
      1179, "25000", "You are not allowed to execute this command in a transaction"),
  ER_ERROR_DURING_COMMIT(1180, "HY000", "Got error %s - '%s' during COMMIT"),
  ER_ERROR_DURING_ROLLBACK(1181, "HY000", "Got error %s - '%s' during ROLLBACK"),
  ER_NEW_ABORTING_CONNECTION(
      1184, "08S01", "Aborted connection %s to db: '%s' user: '%s' host: '%s' (%s)"),
  ER_SOURCE(1188, "HY000", "Error from source: '%s'"),
  ER_SOURCE_NET_READ(1189, "08S01", "Net error reading from source"),
  ER_SOURCE_NET_WRITE(1190, "08S01", "Net error writing to source"),
  ER_FT_MATCHING_KEY_NOT_FOUND(1191, "HY000", "Can't find FULLTEXT index matching the column list"),
  ER_LOCK_OR_ACTIVE_TRANSACTION(
      1192,
      "HY000",
      "Can't execute the given command because you have active locked tables or an active transaction"),
  ER_UNKNOWN_SYSTEM_VARIABLE(1193, "HY000", "Unknown system variable '%s'"),
  ER_CRASHED_ON_USAGE(1194, "HY000", "Table '%s' is marked as crashed and should be repaired"),
  ER_CRASHED_ON_REPAIR(
      1195, "HY000", "Table '%s' is marked as crashed and last (automatic?) repair failed"),
  ER_WARNING_NOT_COMPLETE_ROLLBACK(
      1196, "HY000", "Some non-transactional changed tables couldn't be rolled back"),
  ER_TRANS_CACHE_FULL(
      1197,
      "HY000",
      "Multi-statement transaction required more than 'max_binlog_cache_size' bytes of storage; increase this mysqld variable and try again"),
  ER_REPLICA_NOT_RUNNING(
      1199,
      "HY000",
      "This operation requires a running replica; configure replica and do START REPLICA"),
  ER_BAD_REPLICA(
      1200,
      "HY000",
      "The server is not configured as replica; fix in config file or with CHANGE REPLICATION SOURCE TO"),
  ER_CONNECTION_METADATA(
      1201,
      "HY000",
      "Could not initialize connection metadata structure; more error messages can be found in the MySQL error log"),
  ER_TOO_MANY_USER_CONNECTIONS(
      1203, "42000", "User %s already has more than 'max_user_connections' active connections"),
  ER_SET_CONSTANTS_ONLY(1204, "HY000", "You may only use constant expressions with SET"),
  ER_LOCK_WAIT_TIMEOUT(1205, "HY000", "Lock wait timeout exceeded; try restarting transaction"),
  ER_LOCK_TABLE_FULL(1206, "HY000", "The total number of locks exceeds the lock table size"),
  ER_READ_ONLY_TRANSACTION(
      1207, "25000", "Update locks cannot be acquired during a READ UNCOMMITTED transaction"),
  ER_WRONG_ARGUMENTS(1210, "HY000", "Incorrect arguments to %s"),
  ER_NO_PERMISSION_TO_CREATE_USER(1211, "42000", "'%s'@'%s' is not allowed to create new users"),
  ER_LOCK_DEADLOCK(
      1213, "40001", "Deadlock found when trying to get lock; try restarting transaction"),
  ER_TABLE_CANT_HANDLE_FT(1214, "HY000", "The used table type doesn't support FULLTEXT indexes"),
  ER_CANNOT_ADD_FOREIGN(1215, "HY000", "Cannot add foreign key constraint"),
  ER_NO_REFERENCED_ROW(
      1216, "23000", "Cannot add or update a child row: a foreign key constraint fails"),
  ER_ROW_IS_REFERENCED(
      1217, "23000", "Cannot delete or update a parent row: a foreign key constraint fails"),
  ER_CONNECT_TO_SOURCE(1218, "08S01", "Error connecting to source: %s"),
  ER_ERROR_WHEN_EXECUTING_COMMAND(1220, "HY000", "Error when executing command %s: %s"),
  ER_WRONG_USAGE(1221, "HY000", "Incorrect usage of %s and %s"),
  ER_WRONG_NUMBER_OF_COLUMNS_IN_SELECT(
      1222, "21000", "The used SELECT statements have a different number of columns"),
  ER_CANT_UPDATE_WITH_READLOCK(
      1223, "HY000", "Can't execute the query because you have a conflicting read lock"),
  ER_MIXING_NOT_ALLOWED(
      1224, "HY000", "Mixing of transactional and non-transactional tables is disabled"),
  ER_DUP_ARGUMENT(1225, "HY000", "Option '%s' used twice in statement"),
  ER_USER_LIMIT_REACHED(
      1226, "42000", "User '%s' has exceeded the '%s' resource (current value: %s)"),
  ER_SPECIFIC_ACCESS_DENIED_ERROR(
      1227,
      "42000",
      "Access denied; you need (at least one of) the %s privilege(s) for this operation"),
  ER_LOCAL_VARIABLE(
      1228, "HY000", "Variable '%s' is a SESSION variable and can't be used with SET GLOBAL"),
  ER_GLOBAL_VARIABLE(
      1229, "HY000", "Variable '%s' is a GLOBAL variable and should be set with SET GLOBAL"),
  ER_NO_DEFAULT(1230, "42000", "Variable '%s' doesn't have a default value"),
  ER_WRONG_VALUE_FOR_VAR(1231, "42000", "Variable '%s' can't be set to the value of '%s'"),
  ER_WRONG_TYPE_FOR_VAR(1232, "42000", "Incorrect argument type to variable '%s'"),
  ER_VAR_CANT_BE_READ(1233, "HY000", "Variable '%s' can only be set, not read"),
  ER_CANT_USE_OPTION_HERE(1234, "42000", "Incorrect usage/placement of '%s'"),
  ER_NOT_SUPPORTED_YET(1235, "42000", "This version of MySQL doesn't yet support '%s'"),
  ER_SOURCE_FATAL_ERROR_READING_BINLOG(
      1236, "HY000", "Got fatal error %s from source when reading data from binary log: '%s'"),
  ER_REPLICA_IGNORED_TABLE(
      1237, "HY000", "Replica SQL thread ignored the query because of replicate-*-table rules"),
  ER_INCORRECT_GLOBAL_LOCAL_VAR(1238, "HY000", "Variable '%s' is a %s variable"),
  ER_WRONG_FK_DEF(1239, "42000", "Incorrect foreign key definition for '%s': %s"),
  ER_KEY_REF_DO_NOT_MATCH_TABLE_REF(1240, "HY000", "Key reference and table reference don't match"),
  ER_OPERAND_COLUMNS(1241, "21000", "Operand should contain %s column(s)"),
  ER_SUBQUERY_NO_1_ROW(1242, "21000", "Subquery returns more than 1 row"),
  ER_UNKNOWN_STMT_HANDLER(1243, "HY000", "Unknown prepared statement handler (%s) given to %s"),
  ER_CORRUPT_HELP_DB(1244, "HY000", "Help database is corrupt or does not exist"),
  ER_AUTO_CONVERT(1246, "HY000", "Converting column '%s' from %s to %s"),
  ER_ILLEGAL_REFERENCE(1247, "42S22", "Reference '%s' not supported (%s)"),
  ER_DERIVED_MUST_HAVE_ALIAS(1248, "42000", "Every derived table must have its own alias"),
  ER_SELECT_REDUCED(1249, "01000", "Select %s was reduced during optimization"),
  ER_TABLENAME_NOT_ALLOWED_HERE(
      1250, "HY000", "Table '%s' from one of the SELECTs cannot be used in %s"),
  ER_NOT_SUPPORTED_AUTH_MODE(
      1251,
      "HY000",
      "Client does not support authentication protocol requested by server; consider upgrading MySQL client"),
  ER_SPATIAL_CANT_HAVE_NULL(1252, "42000", "All parts of a SPATIAL index must be NOT NULL"),
  ER_COLLATION_CHARSET_MISMATCH(
      1253, "42000", "COLLATION '%s' is not valid for CHARACTER SET '%s'"),
  ER_TOO_BIG_FOR_UNCOMPRESS(
      1256,
      "HY000",
      "Uncompressed data size too large; the maximum size is %s (probably, length of uncompressed data was corrupted)"),
  ER_ZLIB_Z_MEM_ERROR(1257, "HY000", "ZLIB: Not enough memory"),
  ER_ZLIB_Z_BUF_ERROR(
      1258,
      "HY000",
      "ZLIB: Not enough room in the output buffer (probably, length of uncompressed data was corrupted)"),
  ER_ZLIB_Z_DATA_ERROR(1259, "HY000", "ZLIB: Input data corrupted"),
  ER_CUT_VALUE_GROUP_CONCAT(1260, "HY000", "Row %s was cut by GROUP_CONCAT()"),
  ER_WARN_TOO_FEW_RECORDS(1261, "01000", "Row %s doesn't contain data for all columns"),
  ER_WARN_TOO_MANY_RECORDS(
      1262, "01000", "Row %s was truncated; it contained more data than there were input columns"),
  ER_WARN_NULL_TO_NOTNULL(
      1263,
      "22004",
      "Column set to default value; NULL supplied to NOT NULL column '%s' at row %s"),
  ER_WARN_DATA_OUT_OF_RANGE(1264, "22003", "Out of range value for column '%s' at row %s"),
  WARN_DATA_TRUNCATED(1265, "01000", "Data truncated for column '%s' at row %s"),
  ER_CANT_AGGREGATE_2COLLATIONS(
      1267, "HY000", "Illegal mix of collations (%s,%s) and (%s,%s) for operation '%s'"),
  ER_REVOKE_GRANTS(
      1269, "HY000", "Can't revoke all privileges for one or more of the requested users"),
  ER_CANT_AGGREGATE_3COLLATIONS(
      1270, "HY000", "Illegal mix of collations (%s,%s), (%s,%s), (%s,%s) for operation '%s'"),
  ER_CANT_AGGREGATE_NCOLLATIONS(1271, "HY000", "Illegal mix of collations for operation '%s'"),
  ER_VARIABLE_IS_NOT_STRUCT(
      1272,
      "HY000",
      "Variable '%s' is not a variable component (can't be used as XXXX.variable_name)"),
  ER_UNKNOWN_COLLATION(1273, "HY000", "Unknown collation: '%s'"),
  ER_REPLICA_IGNORED_SSL_PARAMS(
      1274,
      "HY000",
      "SSL parameters in CHANGE REPLICATION SOURCE are ignored because this MySQL replica was compiled without SSL support; they can be used later if MySQL replica with SSL is started"),
  ER_WARN_FIELD_RESOLVED(
      1276, "HY000", "Field or reference '%s%s%s%s%s' of SELECT #%s was resolved in SELECT #%s"),
  ER_BAD_REPLICA_UNTIL_COND(
      1277, "HY000", "Incorrect parameter or combination of parameters for START REPLICA UNTIL"),
  ER_MISSING_SKIP_REPLICA(
      1278,
      "HY000",
      "It is recommended to use --skip-replica-start when doing step-by-step replication with START REPLICA UNTIL; otherwise, you will get problems if you get an unexpected replica's mysqld restart"),
  ER_WRONG_NAME_FOR_INDEX(1280, "42000", "Incorrect index name '%s'"),
  ER_WRONG_NAME_FOR_CATALOG(1281, "42000", "Incorrect catalog name '%s'"),
  ER_BAD_FT_COLUMN(1283, "HY000", "Column '%s' cannot be part of FULLTEXT index"),
  ER_UNKNOWN_KEY_CACHE(1284, "HY000", "Unknown key cache '%s'"),
  ER_UNKNOWN_STORAGE_ENGINE(1286, "42000", "Unknown storage engine '%s'"),
  ER_WARN_DEPRECATED_SYNTAX(
      1287,
      "HY000",
      "'%s' is deprecated and will be removed in a future release. Please use %s instead"),
  ER_NON_UPDATABLE_TABLE(1288, "HY000", "The target table %s of the %s is not updatable"),
  ER_FEATURE_DISABLED(
      1289,
      "HY000",
      "The '%s' feature is disabled; you need MySQL built with '%s' to have it working"),
  ER_OPTION_PREVENTS_STATEMENT(
      1290,
      "HY000",
      "The MySQL server is running with the %s option so it cannot execute this statement"),
  ER_DUPLICATED_VALUE_IN_TYPE(1291, "HY000", "Column '%s' has duplicated value '%s' in %s"),
  ER_TRUNCATED_WRONG_VALUE(1292, "22007", "Truncated incorrect %s value: '%s'"),
  ER_INVALID_ON_UPDATE(1294, "HY000", "Invalid ON UPDATE clause for '%s' column"),
  ER_UNSUPPORTED_PS(
      1295, "HY000", "This command is not supported in the prepared statement protocol yet"),
  ER_GET_ERRMSG(1296, "HY000", "Got error %s '%s' from %s"),
  ER_GET_TEMPORARY_ERRMSG(1297, "HY000", "Got temporary error %s '%s' from %s"),
  ER_UNKNOWN_TIME_ZONE(1298, "HY000", "Unknown or incorrect time zone: '%s'"),
  ER_WARN_INVALID_TIMESTAMP(1299, "HY000", "Invalid TIMESTAMP value in column '%s' at row %s"),
  ER_INVALID_CHARACTER_STRING(1300, "HY000", "Invalid %s character string: '%s'"),
  ER_WARN_ALLOWED_PACKET_OVERFLOWED(
      1301, "HY000", "Result of %s() was larger than max_allowed_packet (%s) - truncated"),
  ER_CONFLICTING_DECLARATIONS(1302, "HY000", "Conflicting declarations: '%s%s' and '%s%s'"),
  ER_SP_NO_RECURSIVE_CREATE(1303, "HY000", "Can't create a %s from within another stored routine"),
  ER_SP_ALREADY_EXISTS(1304, "42000", "%s %s already exists"),
  ER_SP_DOES_NOT_EXIST(1305, "42000", "%s %s does not exist"),
  ER_SP_DROP_FAILED(1306, "HY000", "Failed to DROP %s %s"),
  ER_SP_STORE_FAILED(1307, "HY000", "Failed to CREATE %s %s"),
  ER_SP_LILABEL_MISMATCH(1308, "42000", "%s with no matching label: %s"),
  ER_SP_LABEL_REDEFINE(1309, "42000", "Redefining label %s"),
  ER_SP_LABEL_MISMATCH(1310, "42000", "End-label %s without match"),
  ER_QUERY_INTERRUPTED(1317, "70100", "Query execution was interrupted"),
  ER_SP_WRONG_NO_OF_ARGS(
      1318, "42000", "Incorrect number of arguments for %s %s; expected %s, got %s"),
  ER_SP_UNDECLARED_VAR(1327, "42000", "Undeclared variable: %s"),
  ER_SP_WRONG_NO_OF_FETCH_ARGS(1328, "HY000", "Incorrect number of FETCH variables"),
  ER_SP_FETCH_NO_DATA(1329, "02000", "No data - zero rows fetched, selected, or processed"),
  ER_SP_DUP_PARAM(1330, "42000", "Duplicate parameter: %s"),
  ER_VIEW_NO_EXPLAIN(
      1345, "HY000", "EXPLAIN/SHOW can not be issued; lacking privileges for underlying table"),
  ER_WRONG_OBJECT(1347, "HY000", "'%s.%s' is not %s"),
  ER_NONUPDATEABLE_COLUMN(1348, "HY000", "Column '%s' is not updatable"),
  ER_VIEW_SELECT_CLAUSE(1350, "HY000", "View's SELECT contains a '%s' clause"),
  ER_VIEW_SELECT_VARIABLE(1351, "HY000", "View's SELECT contains a variable or parameter"),
  ER_VIEW_SELECT_TMPTABLE(1352, "HY000", "View's SELECT refers to a temporary table '%s'"),
  ER_VIEW_WRONG_LIST(
      1353,
      "HY000",
      "In definition of view, derived table or common table expression, SELECT list and column names list have different column counts"),
  ER_WARN_VIEW_MERGE(
      1354,
      "HY000",
      "View merge algorithm can't be used here for now (assumed undefined algorithm)"),
  ER_WARN_VIEW_WITHOUT_KEY(
      1355, "HY000", "View being updated does not have complete key of underlying table in it"),
  ER_VIEW_INVALID(
      1356,
      "HY000",
      "View '%s.%s' references invalid table(s) or column(s) or function(s) or definer/invoker of view lack rights to use them"),
  ER_TRG_ALREADY_EXISTS(1359, "HY000", "Trigger already exists"),
  ER_TRG_DOES_NOT_EXIST(1360, "HY000", "Trigger does not exist"),
  ER_TRG_CANT_CHANGE_ROW(1362, "HY000", "Updating of %s row is not allowed in %strigger"),
  ER_TRG_NO_SUCH_ROW_IN_TRG(1363, "HY000", "There is no %s row in %s trigger"),
  ER_NO_DEFAULT_FOR_FIELD(1364, "HY000", "Field '%s' doesn't have a default value"),
  ER_DIVISION_BY_ZERO(1365, "22012", "Division by 0"),
  ER_TRUNCATED_WRONG_VALUE_FOR_FIELD(
      1366, "HY000", "Incorrect %s value: '%s' for column '%s' at row %s"),
  ER_ILLEGAL_VALUE_FOR_TYPE(1367, "22007", "Illegal %s '%s' value found during parsing"),
  ER_VIEW_NONUPD_CHECK(1368, "HY000", "CHECK OPTION on non-updatable view '%s.%s'"),
  ER_VIEW_CHECK_FAILED(1369, "HY000", "CHECK OPTION failed '%s.%s'"),
  ER_PROCACCESS_DENIED_ERROR(1370, "42000", "%s command denied to user '%s'@'%s' for routine '%s'"),
  ER_RELAY_LOG_FAIL(1371, "HY000", "Failed purging old relay logs: %s"),
  ER_UNKNOWN_TARGET_BINLOG(1373, "HY000", "Target log not found in binlog index"),
  ER_LOG_IN_USE(1378, "HY000", "A purgeable log is in use, will not purge"),
  ER_PS_MANY_PARAM(1390, "HY000", "Prepared statement contains too many placeholders"),
  ER_KEY_PART_0(1391, "HY000", "Key part '%s' length cannot be 0"),
  ER_VIEW_CHECKSUM(1392, "HY000", "View text checksum failed"),
  ER_VIEW_MULTIUPDATE(
      1393, "HY000", "Can not modify more than one base table through a join view '%s.%s'"),
  ER_VIEW_NO_INSERT_FIELD_LIST(
      1394, "HY000", "Can not insert into join view '%s.%s' without fields list"),
  ER_VIEW_DELETE_MERGE_VIEW(1395, "HY000", "Can not delete from join view '%s.%s'"),
  ER_CANNOT_USER(1396, "HY000", "Operation %s failed for %s"),
  ER_CANNOT_USER_WITH_REASON(1396, "HY000", "Operation %s failed for %s (%s)"),
  ER_XAER_NOTA(1397, "XAE04", "XAER_NOTA: Unknown XID"),
  ER_XAER_INVAL(1398, "XAE05", "XAER_INVAL: Invalid arguments (or unsupported command)"),
  ER_XAER_RMFAIL(
      1399,
      "XAE07",
      "XAER_RMFAIL: The command cannot be executed when global transaction is in the  %s state"),
  ER_XAER_OUTSIDE(1400, "XAE09", "XAER_OUTSIDE: Some work is done outside global transaction"),
  ER_XAER_RMERR(
      1401,
      "XAE03",
      "XAER_RMERR: Fatal error occurred in the transaction branch - check your data for consistency"),
  ER_XA_RBROLLBACK(1402, "XA100", "XA_RBROLLBACK: Transaction branch was rolled back"),
  ER_DATA_TOO_LONG(1406, "22001", "Data too long for column '%s' at row %s"),
  ER_SP_BAD_SQLSTATE(1407, "42000", "Bad SQLSTATE: '%s'"),
  ER_STARTUP(1408, "HY000", "%s: ready for connections. Version: '%s'  socket: '%s'  port: %s  %s"),
  ER_LOAD_FROM_FIXED_SIZE_ROWS_TO_VAR(
      1409, "HY000", "Can't load value from file with fixed size rows to variable"),
  ER_CANT_CREATE_USER_WITH_GRANT(1410, "42000", "You are not allowed to create a user with GRANT"),
  ER_WRONG_VALUE_FOR_TYPE(1411, "HY000", "Incorrect %s value: '%s' for function %s"),
  ER_TABLE_DEF_CHANGED(1412, "HY000", "Table definition has changed, please retry transaction"),
  ER_SP_DUP_HANDLER(1413, "42000", "Duplicate handler declared in the same block"),
  ER_SP_NOT_VAR_ARG(
      1414,
      "42000",
      "OUT or INOUT argument %s for routine %s is not a variable or NEW pseudo-variable in BEFORE trigger"),
  ER_SP_NO_RETSET(1415, "42000", "Not allowed to return a result set from a %s"),
  ER_CANT_CREATE_GEOMETRY_OBJECT(
      1416, "22003", "Cannot get geometry object from data you send to the GEOMETRY field"),
  ER_STMT_HAS_NO_OPEN_CURSOR(1421, "HY000", "The statement (%s) has no open cursor."),
  ER_TOO_BIG_SCALE(1425, "42000", "Too big scale %s specified for column '%s'. Maximum is %s."),
  ER_TOO_BIG_PRECISION(1426, "42000", "Too-big precision %s specified for '%s'. Maximum is %s."),
  ER_M_BIGGER_THAN_D(
      1427, "42000", "For float(M,D), double(M,D) or decimal(M,D), M must be >= D (column '%s')."),
  ER_CONNECT_TO_FOREIGN_DATA_SOURCE(1429, "HY000", "Unable to connect to foreign data source: %s"),
  ER_STACK_OVERRUN_NEED_MORE(
      1436,
      "HY000",
      "Thread stack overrun:  %s bytes used of a %s byte stack, and %s bytes needed.  Use 'mysqld --thread_stack=#' to specify a bigger stack."),
  ER_TOO_BIG_DISPLAYWIDTH(1439, "42000", "Display width out of range for column '%s' (max = %s)"),
  ER_XAER_DUPID(1440, "XAE08", "XAER_DUPID: The XID already exists"),
  ER_DATETIME_FUNCTION_OVERFLOW(1441, "22008", "Datetime function: %s field overflow"),
  ER_CANT_UPDATE_USED_TABLE_IN_SF_OR_TRG(
      1442,
      "HY000",
      "Can't update table '%s' in stored function/trigger because it is already used by statement which invoked this stored function/trigger."),
  ER_PS_NO_RECURSION(
      1444,
      "HY000",
      "The prepared statement contains a stored routine call that refers to that same statement. It's not allowed to execute a prepared statement in such a recursive manner"),
  ER_SP_CANT_SET_AUTOCOMMIT(
      1445, "HY000", "Not allowed to set autocommit from a stored function or trigger"),
  ER_NO_SUCH_USER(1449, "HY000", "The user specified as a definer ('%s'@'%s') does not exist"),
  ER_ROW_IS_REFERENCED_2(
      1451, "23000", "Cannot delete or update a parent row: a foreign key constraint fails%s"),
  ER_NO_REFERENCED_ROW_2(
      1452, "23000", "Cannot add or update a child row: a foreign key constraint fails%s"),
  ER_SP_BAD_VAR_SHADOW(1453, "42000", "Variable '%s' must be quoted with `...`, or renamed"),
  ER_TRG_NO_DEFINER(
      1454,
      "HY000",
      "No definer attribute for trigger '%s'.'%s'. It's disallowed to create trigger without definer."),
  ER_OLD_FILE_FORMAT(
      1455, "HY000", "'%s' has an old format, you should re-create the '%s' object(s)"),
  ER_SP_RECURSION_LIMIT(
      1456,
      "HY000",
      "Recursive limit %s (as set by the max_sp_recursion_depth variable) was exceeded for routine %s"),
  ER_SP_WRONG_NAME(1458, "42000", "Incorrect routine name '%s'"),
  ER_TABLE_NEEDS_UPGRADE(
      1459,
      "HY000",
      "Table upgrade required. Please do \"REPAIR TABLE `%s`\" or dump/reload to fix it!"),
  ER_SP_NO_AGGREGATE(1460, "42000", "AGGREGATE is not supported for stored functions"),
  ER_MAX_PREPARED_STMT_COUNT_REACHED(
      1461,
      "42000",
      "Can't create more than max_prepared_stmt_count statements (current value: %s)"),
  ER_VIEW_RECURSIVE(1462, "HY000", "`%s`.`%s` contains view recursion"),
  ER_NON_GROUPING_FIELD_USED(1463, "42000", "Non-grouping field '%s' is used in %s clause"),
  ER_AUTOINC_READ_FAILED(1467, "HY000", "Failed to read auto-increment value from storage engine"),
  ER_WRONG_STRING_LENGTH(
      1470, "HY000", "String '%s' is too long for %s (should be no longer than %s)"),
  ER_NON_INSERTABLE_TABLE(1471, "HY000", "The target table %s of the %s is not insertable-into"),
  ER_ILLEGAL_HA_CREATE_OPTION(
      1478, "HY000", "Table storage engine '%s' does not support the create option '%s'"),
  ER_PARTITION_REQUIRES_VALUES_ERROR(
      1479,
      "HY000",
      "Syntax error: %s PARTITIONING requires definition of VALUES %s for each partition"),
  ER_PARTITION_WRONG_VALUES_ERROR(
      1480, "HY000", "Only %s PARTITIONING can use VALUES %s in partition definition"),
  ER_PARTITION_MAXVALUE_ERROR(
      1481, "HY000", "MAXVALUE can only be used in last partition definition"),
  ER_PARTITION_WRONG_NO_PART_ERROR(
      1484, "HY000", "Wrong number of partitions defined, mismatch with previous setting"),
  ER_PARTITION_WRONG_NO_SUBPART_ERROR(
      1485, "HY000", "Wrong number of subpartitions defined, mismatch with previous setting"),
  ER_WRONG_EXPR_IN_PARTITION_FUNC_ERROR(
      1486,
      "HY000",
      "Constant, random or timezone-dependent expressions in (sub)partitioning function are not allowed"),
  ER_FIELD_NOT_FOUND_PART_ERROR(
      1488, "HY000", "Field in list of fields for partition function not found in table"),
  ER_INCONSISTENT_PARTITION_INFO_ERROR(
      1490,
      "HY000",
      "The partition info in the frm file is not consistent with what can be written into the frm file"),
  ER_PARTITION_FUNC_NOT_ALLOWED_ERROR(1491, "HY000", "The %s function returns the wrong type"),
  ER_PARTITIONS_MUST_BE_DEFINED_ERROR(
      1492, "HY000", "For %s partitions each partition must be defined"),
  ER_RANGE_NOT_INCREASING_ERROR(
      1493, "HY000", "VALUES LESS THAN value must be strictly increasing for each partition"),
  ER_INCONSISTENT_TYPE_OF_FUNCTIONS_ERROR(
      1494, "HY000", "VALUES value must be of same type as partition function"),
  ER_MULTIPLE_DEF_CONST_IN_LIST_PART_ERROR(
      1495, "HY000", "Multiple definition of same constant in list partitioning"),
  ER_PARTITION_ENTRY_ERROR(1496, "HY000", "Partitioning can not be used stand-alone in query"),
  ER_PARTITION_NOT_DEFINED_ERROR(
      1498, "HY000", "For the partitioned engine it is necessary to define all %s"),
  ER_TOO_MANY_PARTITIONS_ERROR(
      1499, "HY000", "Too many partitions (including subpartitions) were defined"),
  ER_UNIQUE_KEY_NEED_ALL_FIELDS_IN_PF(
      1503,
      "HY000",
      "A %s must include all columns in the table's partitioning function (prefixed columns are not considered)."),
  ER_NO_PARTS_ERROR(1504, "HY000", "Number of %s = 0 is not an allowed value"),
  ER_PARTITION_MGMT_ON_NONPARTITIONED(
      1505, "HY000", "Partition management on a not partitioned table is not possible"),
  ER_FOREIGN_KEY_ON_PARTITIONED(
      1506, "HY000", "Foreign keys are not yet supported in conjunction with partitioning"),
  ER_PLUGIN_IS_NOT_LOADED(1524, "HY000", "Plugin '%s' is not loaded"),
  ER_WRONG_VALUE(1525, "HY000", "Incorrect %s value: '%s'"),
  ER_NO_PARTITION_FOR_GIVEN_VALUE(1526, "HY000", "Table has no partition for value %s"),
  ER_FILEGROUP_OPTION_ONLY_ONCE(1527, "HY000", "It is not allowed to specify %s more than once"),
  ER_CREATE_FILEGROUP_FAILED(1528, "HY000", "Failed to create %s"),
  ER_ALTER_FILEGROUP_FAILED(1533, "HY000", "Failed to alter: %s"),
  ER_EVENT_ALREADY_EXISTS(1537, "HY000", "Event '%s' already exists"),
  ER_EVENT_DOES_NOT_EXIST(1539, "HY000", "Unknown event '%s'"),
  ER_EVENT_INTERVAL_NOT_POSITIVE_OR_TOO_BIG(
      1542, "HY000", "INTERVAL is either not positive or too big"),
  ER_EVENT_ENDS_BEFORE_STARTS(1543, "HY000", "ENDS is either invalid or before STARTS"),
  ER_EVENT_EXEC_TIME_IN_THE_PAST(
      1544, "HY000", "Event execution time is in the past. Event has been disabled"),
  ER_DROP_INDEX_FK(1553, "HY000", "Cannot drop index '%s': needed in a foreign key constraint"),
  ER_COL_COUNT_DOESNT_MATCH_PLEASE_UPDATE(
      1558,
      "HY000",
      "The column count of mysql.%s is wrong. Expected %s, found %s. Created with MySQL %s, now running %s. Please perform the MySQL upgrade procedure."),
  ER_STORED_FUNCTION_PREVENTS_SWITCH_BINLOG_FORMAT(
      1560, "HY000", "Cannot change the binary logging format inside a stored function or trigger"),
  ER_PARTITION_NO_TEMPORARY(1562, "HY000", "Cannot create temporary table with partitions"),
  ER_PARTITION_CONST_DOMAIN_ERROR(
      1563, "HY000", "Partition constant is out of partition function domain"),
  ER_PARTITION_FUNCTION_IS_NOT_ALLOWED(1564, "HY000", "This partition function is not allowed"),
  ER_NULL_IN_VALUES_LESS_THAN(1566, "HY000", "Not allowed to use NULL value in VALUES LESS THAN"),
  ER_WRONG_PARTITION_NAME(1567, "HY000", "Incorrect partition name"),
  ER_CANT_CHANGE_TX_CHARACTERISTICS(
      1568,
      "25001",
      "Transaction characteristics can't be changed while a transaction is in progress"),
  ER_DUP_ENTRY_AUTOINCREMENT_CASE(
      1569,
      "23000",
      "ALTER TABLE causes auto_increment resequencing, resulting in duplicate entry '%s' for key '%s'"),
  ER_EVENT_SET_VAR_ERROR(
      1571, "HY000", "Error during starting/stopping of the scheduler. Error code %s"),
  ER_PARTITION_MERGE_ERROR(1572, "HY000", "Engine cannot be used in partitioned tables"),
  ER_EVENT_RECURSION_FORBIDDEN(
      1576, "HY000", "Recursion of EVENT DDL statements is forbidden when body is present"),
  ER_ONLY_INTEGERS_ALLOWED(1578, "HY000", "Only integers allowed as number here"),
  ER_UNSUPORTED_LOG_ENGINE(1579, "HY000", "This storage engine cannot be used for log tables"),
  ER_BAD_LOG_STATEMENT(1580, "HY000", "You cannot '%s' a log table if logging is enabled"),
  ER_CANT_RENAME_LOG_TABLE(
      1581,
      "HY000",
      "Cannot rename '%s'. When logging enabled, rename to/from log table must rename two tables: the log table to an archive table and another table back to '%s'"),
  ER_WRONG_PARAMCOUNT_TO_NATIVE_FCT(
      1582, "42000", "Incorrect parameter count in the call to native function '%s'"),
  ER_WRONG_PARAMETERS_TO_NATIVE_FCT(
      1583, "42000", "Incorrect parameters in the call to native function '%s'"),
  ER_WRONG_PARAMETERS_TO_STORED_FCT(
      1584, "42000", "Incorrect parameters in the call to stored function %s"),
  ER_NATIVE_FCT_NAME_COLLISION(
      1585, "HY000", "This function '%s' has the same name as a native function"),
  ER_DUP_ENTRY_WITH_KEY_NAME(1586, "23000", "Duplicate entry '%s' for key '%s'"),
  ER_EVENT_CANNOT_CREATE_IN_THE_PAST(
      1588,
      "HY000",
      "Event execution time is in the past and ON COMPLETION NOT PRESERVE is set. The event was dropped immediately after creation."),
  ER_EVENT_CANNOT_ALTER_IN_THE_PAST(
      1589,
      "HY000",
      "Event execution time is in the past and ON COMPLETION NOT PRESERVE is set. The event was not changed. Specify a time in the future."),
  ER_NO_PARTITION_FOR_GIVEN_VALUE_SILENT(
      1591, "HY000", "Table has no partition for some existing values"),
  ER_BINLOG_UNSAFE_STATEMENT(
      1592,
      "HY000",
      "Unsafe statement written to the binary log using statement format since BINLOG_FORMAT = STATEMENT. %s"),
  ER_BINLOG_FATAL_ERROR(1593, "HY000", "Fatal error: %s"),
  ER_XA_RBTIMEOUT(1613, "XA106", "XA_RBTIMEOUT: Transaction branch was rolled back: took too long"),
  ER_XA_RBDEADLOCK(
      1614, "XA102", "XA_RBDEADLOCK: Transaction branch was rolled back: deadlock was detected"),
  ER_NEED_REPREPARE(1615, "HY000", "Prepared statement needs to be re-prepared"),
  WARN_OPTION_IGNORED(1618, "HY000", "<%s> option ignored"),
  ER_VARIABLE_IS_READONLY(
      1621, "HY000", "%s variable '%s' is read-only. Use SET %s to assign the value"),
  ER_WARN_ENGINE_TRANSACTION_ROLLBACK(
      1622,
      "HY000",
      "Storage engine %s does not support rollback for this statement. Transaction rolled back and must be restarted"),
  ER_REPLICA_HEARTBEAT_VALUE_OUT_OF_RANGE(
      1624,
      "HY000",
      "The requested value for the heartbeat period is either negative or exceeds the maximum allowed (%s seconds)."),
  ER_CONFLICT_FN_PARSE_ERROR(1626, "HY000", "Error in parsing conflict function. Message: %s"),
  ER_EXCEPTIONS_WRITE_ERROR(1627, "HY000", "Write to exceptions table failed. Message: %s"),
  ER_TOO_LONG_TABLE_COMMENT(1628, "HY000", "Comment for table '%s' is too long (max = %s)"),
  ER_TOO_LONG_FIELD_COMMENT(
      1629,
      "HY000",
      "The maximum supported character limit for the field, '%s', has been exceeded (max = %s)"),
  ER_FUNC_INEXISTENT_NAME_COLLISION(
      1630,
      "42000",
      "FUNCTION %s does not exist. Check the 'Function Name Parsing and Resolution' section in the Reference Manual"),
  ER_DATABASE_NAME(1631, "HY000", "Database"),
  ER_TABLE_NAME(1632, "HY000", "Table"),
  WARN_NON_ASCII_SEPARATOR_NOT_IMPLEMENTED(
      1638, "HY000", "Non-ASCII separator arguments are not fully supported"),
  ER_DEBUG_SYNC_HIT_LIMIT(1640, "HY000", "debug sync point hit limit reached"),
  ER_SIGNAL_WARN(1642, "01000", "Unhandled user-defined warning condition"),
  ER_UNKNOWN_LOCALE(1649, "HY000", "Unknown locale: '%s'"),
  ER_REPLICA_IGNORE_SERVER_IDS(
      1650,
      "HY000",
      "The requested server id %s clashes with the replica startup option --replicate-same-server-id"),
  ER_SAME_NAME_PARTITION_FIELD(1652, "HY000", "Duplicate partition field name '%s'"),
  ER_PARTITION_COLUMN_LIST_ERROR(
      1653, "HY000", "Inconsistency in usage of column lists for partitioning"),
  ER_WRONG_TYPE_COLUMN_VALUE_ERROR(1654, "HY000", "Partition column values of incorrect type"),
  ER_FIELD_TYPE_NOT_ALLOWED_AS_PARTITION_FIELD(
      1659, "HY000", "Field '%s' is of a not allowed type for this type of partitioning"),
  ER_PARTITION_FIELDS_TOO_LONG(
      1660, "HY000", "The total length of the partitioning fields is too large"),
  ER_BINLOG_ROW_ENGINE_AND_STMT_ENGINE(
      1661,
      "HY000",
      "Cannot execute statement: impossible to write to binary log since both row-incapable engines and statement-incapable engines are involved."),
  ER_BINLOG_UNSAFE_SYSTEM_FUNCTION(
      1674,
      "HY000",
      "Statement is unsafe because it uses a system function that may return a different value on the replica."),
  ER_WARN_DEPRECATED_SYNTAX_NO_REPLACEMENT(
      1681, "HY000", "'%s' is deprecated and will be removed in a future release."),
  ER_WRONG_NATIVE_TABLE_STRUCTURE(1682, "HY000", "Native table '%s'.'%s' has the wrong structure"),
  ER_WRONG_PERFSCHEMA_USAGE(1683, "HY000", "Invalid performance_schema usage."),
  ER_WARN_I_S_SKIPPED_TABLE(
      1684,
      "HY000",
      "Table '%s'.'%s' was skipped since its definition is being modified by concurrent DDL statement"),
  ER_INSIDE_TRANSACTION_PREVENTS_SWITCH_BINLOG_DIRECT(
      1685,
      "HY000",
      "Cannot modify @@session.binlog_direct_non_transactional_updates inside a transaction"),
  ER_STORED_FUNCTION_PREVENTS_SWITCH_BINLOG_DIRECT(
      1686, "HY000", "Cannot change the binlog direct flag inside a stored function or trigger"),
  ER_SPATIAL_MUST_HAVE_GEOM_COL(
      1687, "42000", "A SPATIAL index may only contain a geometrical type column"),
  ER_TOO_LONG_INDEX_COMMENT(1688, "HY000", "Comment for index '%s' is too long (max = %s)"),
  ER_LOCK_ABORTED(1689, "HY000", "Wait on a lock was aborted due to a pending exclusive lock"),
  ER_DATA_OUT_OF_RANGE(1690, "22003", "%s value is out of range in '%s'"),
  ER_BINLOG_UNSAFE_MULTIPLE_ENGINES_AND_SELF_LOGGING_ENGINE(
      1692, "HY000", "Mixing self-logging and non-self-logging engines in a statement is unsafe."),
  ER_BINLOG_UNSAFE_MIXED_STATEMENT(
      1693,
      "HY000",
      "Statement accesses nontransactional table as well as transactional or temporary table, and writes to any of them."),
  ER_INSIDE_TRANSACTION_PREVENTS_SWITCH_SQL_LOG_BIN(
      1694, "HY000", "Cannot modify @@session.sql_log_bin inside a transaction"),
  ER_ACCESS_DENIED_NO_PASSWORD_ERROR(1698, "28000", "Access denied for user '%s'@'%s'"),
  ER_TRUNCATE_ILLEGAL_FK(
      1701, "42000", "Cannot truncate a table referenced in a foreign key constraint (%s)"),
  ER_PLUGIN_IS_PERMANENT(
      1702, "HY000", "Plugin '%s' is force_plus_permanent and can not be unloaded"),
  ER_MULTI_UPDATE_KEY_CONFLICT(
      1706,
      "HY000",
      "Primary key/partition key update is not allowed since the table is updated both as '%s' and '%s'."),
  WARN_OPTION_BELOW_LIMIT(
      1708, "HY000", "The value of '%s' should be no less than the value of '%s'"),
  ER_INDEX_COLUMN_TOO_LONG(
      1709, "HY000", "Index column size too large. The maximum column size is %s bytes."),
  ER_ERROR_IN_UNKNOWN_TRIGGER_BODY(1711, "HY000", "Unknown trigger has an error in its body: '%s'"),
  ER_INDEX_CORRUPT(1712, "HY000", "Index %s is corrupted"),
  ER_BINLOG_UNSAFE_REPLACE_SELECT(
      1716,
      "HY000",
      "REPLACE... SELECT is unsafe because the order in which rows are retrieved by the SELECT determines which (if any) rows are replaced. This order cannot be predicted and may differ on source and the replica."),
  ER_BINLOG_UNSAFE_CREATE_IGNORE_SELECT(
      1717,
      "HY000",
      "CREATE... IGNORE SELECT is unsafe because the order in which rows are retrieved by the SELECT determines which (if any) rows are ignored. This order cannot be predicted and may differ on source and the replica."),
  ER_BINLOG_UNSAFE_CREATE_REPLACE_SELECT(
      1718,
      "HY000",
      "CREATE... REPLACE SELECT is unsafe because the order in which rows are retrieved by the SELECT determines which (if any) rows are replaced. This order cannot be predicted and may differ on source and the replica."),
  ER_BINLOG_UNSAFE_AUTOINC_NOT_FIRST(
      1727,
      "HY000",
      "INSERT into autoincrement field which is not the first part in the composed primary key is unsafe."),
  ER_PARTITION_EXCHANGE_PART_TABLE(
      1732, "HY000", "Table to exchange with partition is partitioned: '%s'"),
  ER_PARTITION_EXCHANGE_TEMP_TABLE(
      1733, "HY000", "Table to exchange with partition is temporary: '%s'"),
  ER_UNKNOWN_PARTITION(1735, "HY000", "Unknown partition '%s' in table '%s'"),
  ER_BINLOG_CACHE_SIZE_GREATER_THAN_MAX(
      1738,
      "HY000",
      "Option binlog_cache_size (%s) is greater than max_binlog_cache_size (%s); setting binlog_cache_size equal to max_binlog_cache_size."),
  ER_PARTITION_EXCHANGE_FOREIGN_KEY(
      1740, "HY000", "Table to exchange with partition has foreign key references: '%s'"),
  ER_RPL_INFO_DATA_TOO_LONG(1742, "HY000", "Data for column '%s' too long"),
  ER_PARTITION_CLAUSE_ON_NONPARTITIONED(
      1747, "HY000", "PARTITION () clause on non partitioned table"),
  ER_ROW_DOES_NOT_MATCH_GIVEN_PARTITION_SET(
      1748, "HY000", "Found a row not matching the given partition set"),
  ER_FULLTEXT_NOT_SUPPORTED_WITH_PARTITIONING(
      1757, "HY000", "FULLTEXT index is not supported for partitioned tables."),
  ER_DA_INVALID_CONDITION_NUMBER(1758, "HY000", "Invalid condition number"),
  ER_INSECURE_PLAIN_TEXT(
      1759, "HY000", "Sending passwords in plain text without SSL/TLS is extremely insecure."),
  ER_FOREIGN_DUPLICATE_KEY_WITHOUT_CHILD_INFO(
      1762,
      "23000",
      "Foreign key constraint for table '%s', record '%s' would lead to a duplicate entry in a child table"),
  ER_SQLTHREAD_WITH_SECURE_REPLICA(
      1763,
      "HY000",
      "Setting authentication options is not possible when only the Replica SQL Thread is being started."),
  ER_TABLE_HAS_NO_FT(1764, "HY000", "The table does not have FULLTEXT index to support this query"),
  ER_VARIABLE_NOT_SETTABLE_IN_SF_OR_TRIGGER(
      1765, "HY000", "The system variable %s cannot be set in stored functions or triggers."),
  ER_VARIABLE_NOT_SETTABLE_IN_TRANSACTION(
      1766, "HY000", "The system variable %s cannot be set when there is an ongoing transaction."),
  ER_SET_STATEMENT_CANNOT_INVOKE_FUNCTION(
      1769, "HY000", "The statement 'SET %s' cannot invoke a stored function."),
  ER_GTID_NEXT_CANT_BE_AUTOMATIC_IF_GTID_NEXT_LIST_IS_NON_NULL(
      1770,
      "HY000",
      "The system variable @@SESSION.GTID_NEXT cannot be 'AUTOMATIC' when @@SESSION.GTID_NEXT_LIST is non-NULL."),
  ER_MALFORMED_GTID_SET_SPECIFICATION(1772, "HY000", "Malformed GTID set specification '%s'."),
  ER_MALFORMED_GTID_SET_ENCODING(1773, "HY000", "Malformed GTID set encoding."),
  ER_MALFORMED_GTID_SPECIFICATION(1774, "HY000", "Malformed GTID specification '%s'."),
  ER_BAD_REPLICA_AUTO_POSITION(
      1776,
      "HY000",
      "Parameters SOURCE_LOG_FILE, SOURCE_LOG_POS, RELAY_LOG_FILE and RELAY_LOG_POS cannot be set when SOURCE_AUTO_POSITION is active."),
  ER_AUTO_POSITION_REQUIRES_GTID_MODE_NOT_OFF(
      1777,
      "HY000",
      "CHANGE REPLICATION SOURCE TO SOURCE_AUTO_POSITION = 1 cannot be executed because @@GLOBAL.GTID_MODE = OFF."),
  ER_CANT_DO_IMPLICIT_COMMIT_IN_TRX_WHEN_GTID_NEXT_IS_SET(
      1778,
      "HY000",
      "Cannot execute statements with implicit commit inside a transaction when @@SESSION.GTID_NEXT == 'UUID:NUMBER'."),
  ER_GTID_MODE_ON_REQUIRES_ENFORCE_GTID_CONSISTENCY_ON(
      1779, "HY000", "GTID_MODE = ON requires ENFORCE_GTID_CONSISTENCY = ON."),
  ER_CANT_SET_GTID_NEXT_TO_GTID_WHEN_GTID_MODE_IS_OFF(
      1781,
      "HY000",
      "@@SESSION.GTID_NEXT cannot be set to UUID:NUMBER when @@GLOBAL.GTID_MODE = OFF."),
  ER_CANT_SET_GTID_NEXT_TO_ANONYMOUS_WHEN_GTID_MODE_IS_ON(
      1782,
      "HY000",
      "@@SESSION.GTID_NEXT cannot be set to ANONYMOUS when @@GLOBAL.GTID_MODE = ON."),
  ER_CANT_SET_GTID_NEXT_LIST_TO_NON_NULL_WHEN_GTID_MODE_IS_OFF(
      1783,
      "HY000",
      "@@SESSION.GTID_NEXT_LIST cannot be set to a non-NULL value when @@GLOBAL.GTID_MODE = OFF."),
  ER_GTID_UNSAFE_NON_TRANSACTIONAL_TABLE(
      1785,
      "HY000",
      "Statement violates GTID consistency: Updates to non-transactional tables can only be done in either autocommitted statements or single-statement transactions, and never in the same statement as updates to transactional tables."),
  ER_GTID_UNSAFE_CREATE_SELECT(
      1786, "HY000", "Statement violates GTID consistency: CREATE TABLE ... SELECT."),
  ER_GTID_MODE_CAN_ONLY_CHANGE_ONE_STEP_AT_A_TIME(
      1788,
      "HY000",
      "The value of @@GLOBAL.GTID_MODE can only be changed one step at a time: OFF <-> OFF_PERMISSIVE <-> ON_PERMISSIVE <-> ON. Also note that this value must be stepped up or down simultaneously on all servers. See the Manual for instructions."),
  ER_SOURCE_HAS_PURGED_REQUIRED_GTIDS(
      1789,
      "HY000",
      "Cannot replicate because the source purged required binary logs. Replicate the missing transactions from elsewhere, or provision a new replica from backup. Consider increasing the source's binary log expiration period. %s"),
  ER_CANT_SET_GTID_NEXT_WHEN_OWNING_GTID(
      1790,
      "HY000",
      "@@SESSION.GTID_NEXT cannot be changed by a client that owns a GTID. The client owns %s. Ownership is released on COMMIT or ROLLBACK."),
  ER_UNKNOWN_EXPLAIN_FORMAT(1791, "HY000", "Unknown EXPLAIN format name: '%s'"),
  ER_CANT_EXECUTE_IN_READ_ONLY_TRANSACTION(
      1792, "25006", "Cannot execute statement in a READ ONLY transaction."),
  ER_TOO_LONG_TABLE_PARTITION_COMMENT(
      1793, "HY000", "Comment for table partition '%s' is too long (max = %s)"),
  ER_INTERNAL_ERROR(1815, "HY000", "Internal error: %s"),
  ER_INVALID_YEAR_COLUMN_LENGTH(1818, "HY000", "Invalid display width. Use YEAR instead."),
  ER_NOT_VALID_PASSWORD(
      1819, "HY000", "Your password does not satisfy the current policy requirements"),
  ER_MUST_CHANGE_PASSWORD(
      1820,
      "HY000",
      "You must reset your password using ALTER USER statement before executing this statement."),
  ER_FK_NO_INDEX_CHILD(
      1821,
      "HY000",
      "Failed to add the foreign key constraint. Missing index for constraint '%s' in the foreign table '%s'"),
  ER_FK_NO_INDEX_PARENT(
      1822,
      "HY000",
      "Failed to add the foreign key constraint. Missing index for constraint '%s' in the referenced table '%s'"),
  ER_FK_FAIL_ADD_SYSTEM(
      1823, "HY000", "Failed to add the foreign key constraint '%s' to system tables"),
  ER_FK_CANNOT_OPEN_PARENT(1824, "HY000", "Failed to open the referenced table '%s'"),
  ER_FK_INCORRECT_OPTION(
      1825,
      "HY000",
      "Failed to add the foreign key constraint on table '%s'. Incorrect options in FOREIGN KEY constraint '%s'"),
  ER_FK_DUP_NAME(1826, "HY000", "Duplicate foreign key constraint name '%s'"),
  ER_PASSWORD_FORMAT(1827, "HY000", "The password hash doesn't have the expected format."),
  ER_FK_COLUMN_CANNOT_DROP(
      1828, "HY000", "Cannot drop column '%s': needed in a foreign key constraint '%s'"),
  ER_FK_COLUMN_CANNOT_DROP_CHILD(
      1829,
      "HY000",
      "Cannot drop column '%s': needed in a foreign key constraint '%s' of table '%s'"),
  ER_FK_COLUMN_NOT_NULL(
      1830,
      "HY000",
      "Column '%s' cannot be NOT NULL: needed in a foreign key constraint '%s' SET NULL"),
  ER_DUP_INDEX(
      1831,
      "HY000",
      "Duplicate index '%s' defined on the table '%s.%s'. This is deprecated and will be disallowed in a future release."),
  ER_FK_COLUMN_CANNOT_CHANGE(
      1832, "HY000", "Cannot change column '%s': used in a foreign key constraint '%s'"),
  ER_FK_COLUMN_CANNOT_CHANGE_CHILD(
      1833,
      "HY000",
      "Cannot change column '%s': used in a foreign key constraint '%s' of table '%s'"),
  ER_MALFORMED_PACKET(1835, "HY000", "Malformed communication packet."),
  ER_READ_ONLY_MODE(1836, "HY000", "Running in read-only mode"),
  ER_GTID_NEXT_TYPE_UNDEFINED_GTID(
      1837,
      "HY000",
      "When @@SESSION.GTID_NEXT is set to a GTID, you must explicitly set it to a different value after a COMMIT or ROLLBACK. Please check GTID_NEXT variable manual page for detailed explanation. Current @@SESSION.GTID_NEXT is '%s'."),
  ER_VARIABLE_NOT_SETTABLE_IN_SP(
      1838, "HY000", "The system variable %s cannot be set in stored procedures."),
  ER_CANT_SET_GTID_PURGED_WHEN_GTID_EXECUTED_IS_NOT_EMPTY(
      1840, "HY000", "@@GLOBAL.GTID_PURGED can only be set when @@GLOBAL.GTID_EXECUTED is empty."),
  ER_CANT_SET_GTID_PURGED_WHEN_OWNED_GTIDS_IS_NOT_EMPTY(
      1841,
      "HY000",
      "@@GLOBAL.GTID_PURGED can only be set when there are no ongoing transactions (not even in other clients)."),
  ER_GTID_PURGED_WAS_CHANGED(1842, "HY000", "@@GLOBAL.GTID_PURGED was changed from '%s' to '%s'."),
  ER_ALTER_OPERATION_NOT_SUPPORTED(
      1845, "HY000", "%s is not supported for this operation. Try %s."),
  ER_ALTER_OPERATION_NOT_SUPPORTED_REASON(
      1846, "HY000", "%s is not supported. Reason: %s. Try %s."),
  ER_ALTER_OPERATION_NOT_SUPPORTED_REASON_COPY(1847, "HY000", "COPY algorithm requires a lock"),
  ER_ALTER_OPERATION_NOT_SUPPORTED_REASON_PARTITION(
      1848, "HY000", "Partition specific operations do not yet support LOCK/ALGORITHM"),
  ER_ALTER_OPERATION_NOT_SUPPORTED_REASON_FK_RENAME(
      1849, "HY000", "Columns participating in a foreign key are renamed"),
  ER_ALTER_OPERATION_NOT_SUPPORTED_REASON_COLUMN_TYPE(
      1850, "HY000", "Cannot change column type INPLACE"),
  ER_ALTER_OPERATION_NOT_SUPPORTED_REASON_FK_CHECK(
      1851, "HY000", "Adding foreign keys needs foreign_key_checks=OFF"),
  ER_ALTER_OPERATION_NOT_SUPPORTED_REASON_NOPK(
      1853, "HY000", "Dropping a primary key is not allowed without also adding a new primary key"),
  ER_ALTER_OPERATION_NOT_SUPPORTED_REASON_AUTOINC(
      1854, "HY000", "Adding an auto-increment column requires a lock"),
  ER_ALTER_OPERATION_NOT_SUPPORTED_REASON_HIDDEN_FTS(
      1855, "HY000", "Cannot replace hidden FTS_DOC_ID with a user-visible one"),
  ER_ALTER_OPERATION_NOT_SUPPORTED_REASON_CHANGE_FTS(
      1856, "HY000", "Cannot drop or rename FTS_DOC_ID"),
  ER_ALTER_OPERATION_NOT_SUPPORTED_REASON_FTS(
      1857, "HY000", "Fulltext index creation requires a lock"),
  ER_DUP_UNKNOWN_IN_INDEX(1859, "23000", "Duplicate entry for key '%s'"),
  ER_IDENT_CAUSES_TOO_LONG_PATH(
      1860,
      "HY000",
      "Long database name and identifier for object resulted in path length exceeding %s characters. Path: '%s'."),
  ER_ALTER_OPERATION_NOT_SUPPORTED_REASON_NOT_NULL(
      1861, "HY000", "cannot silently convert NULL values, as required in this SQL_MODE"),
  ER_MUST_CHANGE_PASSWORD_LOGIN(
      1862,
      "HY000",
      "Your password has expired. To log in you must change it using a client that supports expired passwords."),
  ER_ROW_IN_WRONG_PARTITION(1863, "HY000", "Found a row in wrong partition %s"),
  ER_MTA_EVENT_BIGGER_PENDING_JOBS_SIZE_MAX(
      1864,
      "HY000",
      "Cannot schedule event %s, relay-log name %s, position %s to Worker thread because its size %s exceeds %s of replica_pending_jobs_size_max."),
  ER_REPLICA_AM_INIT_REPOSITORY(
      1872, "HY000", "Replica failed to initialize applier metadata structure from the repository"),
  ER_ACCESS_DENIED_CHANGE_USER_ERROR(
      1873,
      "HY000",
      "Access denied trying to change to user '%s'@'%s' (using password: %s). Disconnecting."),
  ER_GTID_UNSAFE_BINLOG_SPLITTABLE_STATEMENT_AND_ASSIGNED_GTID(
      1884,
      "HY000",
      "Cannot execute statement because it needs to be written to the binary log as multiple statements, and this is not allowed when @@SESSION.GTID_NEXT == 'UUID:NUMBER'."),
  ER_REPLICA_HAS_MORE_GTIDS_THAN_SOURCE(
      1885,
      "HY000",
      "Replica has more GTIDs than the source has, using the source's SERVER_UUID. This may indicate that the the last binary log file was truncated or lost, e.g., after a power failure when sync_binlog != 1. The source may have rolled back transactions that were already replicated to the replica. Replicate any transactions that source has rolled back from replica to source, and/or commit empty transactions on source to account for transactions that have been committed on source but are not included in GTID_EXECUTED."),
  ER_TEMP_FILE_WRITE_FAILURE(1878, "HY000", "Temporary file write failure."),
  ER_MISSING_KEY(
      1886,
      "HY000",
      "The table '%s.%s' does not have the necessary key(s) defined on it. Please check the table definition and create index(s) accordingly."),
  ER_FILE_CORRUPT(3000, "HY000", "File %s is corrupted"),
  ER_ERROR_ON_SOURCE(
      3001,
      "HY000",
      "Query partially completed on the source (error on source: %s) and was aborted. There is a chance that your source is inconsistent at this point. If you are sure that your source is ok, run this query manually on the replica and then restart the replica with SET GLOBAL SQL_REPLICA_SKIP_COUNTER=1; START REPLICA;. Query:'%s'"),
  ER_STORAGE_ENGINE_NOT_LOADED(3003, "HY000", "Storage engine for table '%s'.'%s' is not loaded."),
  ER_GET_STACKED_DA_WITHOUT_ACTIVE_HANDLER(
      3004, "HY000", "GET STACKED DIAGNOSTICS when handler not active"),
  ER_WARN_LEGACY_SYNTAX_CONVERTED(
      3005, "HY000", "%s is no longer supported. The statement was converted to %s."),
  ER_BINLOG_UNSAFE_FULLTEXT_PLUGIN(
      3006,
      "HY000",
      "Statement is unsafe because it uses a fulltext parser plugin which may not return the same value on the replica."),
  ER_FK_DEPTH_EXCEEDED(3008, "HY000", "Foreign key cascade delete/update exceeds max depth of %s."),
  ER_COL_COUNT_DOESNT_MATCH_PLEASE_UPDATE_V2(
      3009,
      "HY000",
      "The column count of %s.%s is wrong. Expected %s, found %s. Created with MySQL %s, now running %s. Please perform the MySQL upgrade procedure."),
  ER_WARN_TRIGGER_DOESNT_HAVE_CREATED(
      3010, "HY000", "Trigger %s.%s.%s does not have CREATED attribute."),
  ER_REFERENCED_TRG_DOES_NOT_EXIST(
      3011,
      "HY000",
      "Referenced trigger '%s' for the given action time and event type does not exist."),
  ER_EXPLAIN_NOT_SUPPORTED(
      3012,
      "HY000",
      "EXPLAIN FOR CONNECTION command is supported only for SELECT/UPDATE/INSERT/DELETE/REPLACE"),
  ER_INVALID_FIELD_SIZE(3013, "HY000", "Invalid size for column '%s'."),
  ER_MISSING_HA_CREATE_OPTION(
      3014, "HY000", "Table storage engine '%s' found required create option missing"),
  ER_INVALID_ARGUMENT_FOR_LOGARITHM(3020, "HY000", "Invalid argument for logarithm"),
  ER_REPLICA_CHANNEL_IO_THREAD_MUST_STOP(
      3021,
      "HY000",
      "This operation cannot be performed with a running replica io thread; run STOP REPLICA IO_THREAD FOR CHANNEL '%s' first."),
  ER_QUERY_TIMEOUT(
      3024, "HY000", "Query execution was interrupted, maximum statement execution time exceeded"),
  ER_AGGREGATE_ORDER_NON_AGG_QUERY(
      3029,
      "HY000",
      "Expression #%s of ORDER BY contains aggregate function and applies to the result of a non-aggregated query"),
  ER_SERVER_OFFLINE_MODE(3032, "HY000", "The server is currently in offline mode"),
  ER_BOOST_GEOMETRY_UNKNOWN_EXCEPTION(3043, "HY000", "Unknown exception thrown in function %s."),
  ER_STD_RANGE_ERROR(3050, "HY000", "Range error: %s in function %s."),
  ER_CHANGE_SOURCE_PASSWORD_LENGTH(
      3056,
      "HY000",
      "The password provided for the replication user exceeds the maximum length of 32 characters"),
  ER_USER_LOCK_WRONG_NAME(
      3057,
      "HY000",
      "Incorrect user-level lock name '%s'. The name is empty, NULL, or can not be expressed in the current character-set."),
  ER_USER_LOCK_DEADLOCK(
      3058,
      "HY000",
      "Deadlock found when trying to get user-level lock; try rolling back transaction/releasing locks and restarting lock acquisition."),
  ER_REPLACE_INACCESSIBLE_ROWS(
      3059,
      "HY000",
      "REPLACE cannot be executed as it requires deleting rows that are not in the view"),
  ER_ILLEGAL_USER_VAR(3061, "HY000", "User variable name '%s' is illegal"),
  ER_INCORRECT_TYPE(3064, "HY000", "Incorrect type for argument %s in function %s."),
  ER_FIELD_IN_ORDER_NOT_SELECT(
      3065,
      "HY000",
      "Expression #%s of ORDER BY clause is not in SELECT list, references column '%s' which is not in SELECT list; this is incompatible with %s"),
  ER_AGGREGATE_IN_ORDER_NOT_SELECT(
      3066,
      "HY000",
      "Expression #%s of ORDER BY clause is not in SELECT list, contains aggregate function; this is incompatible with %s"),
  ER_INVALID_GEOJSON_UNSPECIFIED(3072, "HY000", "Invalid GeoJSON data provided to function %s"),
  ER_DIMENSION_UNSUPPORTED(
      3073,
      "HY000",
      "Unsupported number of coordinate dimensions in function %s: Found %s, expected %s"),
  ER_REPLICA_CHANNEL_DOES_NOT_EXIST(3074, "HY000", "Replica channel '%s' does not exist."),
  ER_REPLICA_CHANNEL_WAS_RUNNING(
      3083, "HY000", "Replication thread(s) for channel '%s' are already runnning."),
  ER_REPLICA_CHANNEL_WAS_NOT_RUNNING(
      3084, "HY000", "Replication thread(s) for channel '%s' are already stopped."),
  ER_REPLICA_CHANNEL_SQL_THREAD_MUST_STOP(
      3085,
      "HY000",
      "This operation cannot be performed with a running replica sql thread; run STOP REPLICA SQL_THREAD FOR CHANNEL '%s' first."),
  ER_REPLICA_CHANNEL_SQL_SKIP_COUNTER(
      3086,
      "HY000",
      "When sql_replica_skip_counter > 0, it is not allowed to start more than one SQL thread by using 'START REPLICA [SQL_THREAD]'. Value of sql_replica_skip_counter can only be used by one SQL thread at a time. Please use 'START REPLICA [SQL_THREAD] FOR CHANNEL' to start the SQL thread which will use the value of sql_replica_skip_counter."),
  ER_WRONG_FIELD_WITH_GROUP_V2(
      3087,
      "HY000",
      "Expression #%s of %s is not in GROUP BY clause and contains nonaggregated column '%s' which is not functionally dependent on columns in GROUP BY clause; this is incompatible with sql_mode=only_full_group_by"),
  ER_MIX_OF_GROUP_FUNC_AND_FIELDS_V2(
      3088,
      "HY000",
      "In aggregated query without GROUP BY, expression #%s of %s contains nonaggregated column '%s'; this is incompatible with sql_mode=only_full_group_by"),
  ER_CANNOT_LOG_PARTIAL_DROP_DATABASE_WITH_GTID(
      3091,
      "HY000",
      "DROP DATABASE failed; some tables may have been dropped but the database directory remains. The GTID has not been added to GTID_EXECUTED and the statement was not written to the binary log. Fix this as follows: (1) remove all files from the database directory %s; (2) SET GTID_NEXT='%s'; (3) DROP DATABASE `%s`."),
  ER_GROUP_REPLICATION_CONFIGURATION(
      3092,
      "HY000",
      "The server is not configured properly to be an active member of the group. Please see more details on error log."),
  ER_GROUP_REPLICATION_RUNNING(
      3093,
      "HY000",
      "The START GROUP_REPLICATION command failed since the group is already running."),
  ER_GROUP_REPLICATION_APPLIER_INIT_ERROR(
      3094,
      "HY000",
      "The START GROUP_REPLICATION command failed as the applier module failed to start."),
  ER_GROUP_REPLICATION_STOP_APPLIER_THREAD_TIMEOUT(
      3095,
      "HY000",
      "The STOP GROUP_REPLICATION command execution is incomplete: The applier thread got the stop signal while it was busy. The applier thread will stop once the current task is complete."),
  ER_GROUP_REPLICATION_COMMUNICATION_LAYER_SESSION_ERROR(
      3096,
      "HY000",
      "The START GROUP_REPLICATION command failed as there was an error when initializing the group communication layer."),
  ER_BEFORE_DML_VALIDATION_ERROR(
      3098, "HY000", "The table does not comply with the requirements by an external plugin."),
  ER_PREVENTS_VARIABLE_WITHOUT_RBR(
      3099, "HY000", "Cannot change the value of variable %s without binary log format as ROW."),
  ER_RUN_HOOK_ERROR(3100, "HY000", "Error on observer while running replication hook '%s'."),
  ER_TRANSACTION_ROLLBACK_DURING_COMMIT(
      3101, "HY000", "Plugin instructed the server to rollback the current transaction."),
  ER_GENERATED_COLUMN_FUNCTION_IS_NOT_ALLOWED(
      3102, "HY000", "Expression of generated column '%s' contains a disallowed function."),
  ER_UNSUPPORTED_ALTER_INPLACE_ON_VIRTUAL_COLUMN(
      3103,
      "HY000",
      "INPLACE ADD or DROP of virtual columns cannot be combined with other ALTER TABLE actions"),
  ER_WRONG_FK_OPTION_FOR_GENERATED_COLUMN(
      3104, "HY000", "Cannot define foreign key with %s clause on a generated column."),
  ER_NON_DEFAULT_VALUE_FOR_GENERATED_COLUMN(
      3105, "HY000", "The value specified for generated column '%s' in table '%s' is not allowed."),
  ER_UNSUPPORTED_ACTION_ON_GENERATED_COLUMN(
      3106, "HY000", "'%s' is not supported for generated columns."),
  ER_GENERATED_COLUMN_NON_PRIOR(
      3107, "HY000", "Generated column can refer only to generated columns defined prior to it."),
  ER_DEPENDENT_BY_GENERATED_COLUMN(3108, "HY000", "Column '%s' has a generated column dependency."),
  ER_GENERATED_COLUMN_REF_AUTO_INC(
      3109, "HY000", "Generated column '%s' cannot refer to auto-increment column."),
  ER_ACCOUNT_HAS_BEEN_LOCKED(3118, "28000", "Access denied for user '%s'@'%s'. Account is locked."),
  ER_INVALID_JSON_TEXT(
      3140, "22032", "Invalid JSON text: \"%s\" at position %s in value for column '%s'."),
  ER_INVALID_JSON_TEXT_IN_PARAM(
      3141, "22032", "Invalid JSON text in argument %s to function %s: \"%s\" at position %s.%s"),
  ER_INVALID_JSON_BINARY_DATA(3142, "HY000", "The JSON binary value contains invalid data."),
  ER_INVALID_JSON_PATH(
      3143, "42000", "Invalid JSON path expression. The error is around character position %s.%s"),
  ER_INVALID_JSON_CHARSET(
      3144, "22032", "Cannot create a JSON value from a string with CHARACTER SET '%s'."),
  ER_INVALID_JSON_CHARSET_IN_FUNCTION(
      3145,
      "HY000",
      "Invalid JSON character data provided to function %s: '%s'; utf8 is required."),
  ER_INVALID_TYPE_FOR_JSON(
      3146,
      "22032",
      "Invalid data type for JSON data in argument %s to function %s; a JSON string or JSON type is required."),
  ER_INVALID_CAST_TO_JSON(3147, "22032", "Cannot CAST value to JSON."),
  ER_INVALID_JSON_PATH_CHARSET(
      3148,
      "HY000",
      "A path expression must be encoded in the utf8 character set. The path expression '%s' is encoded in character set '%s'."),
  ER_INVALID_JSON_PATH_WILDCARD(
      3149,
      "42000",
      "In this situation, path expressions may not contain the * and ** tokens or an array range."),
  ER_JSON_VALUE_TOO_BIG(3150, "HY000", "The JSON value is too big to be stored in a JSON column."),
  ER_JSON_KEY_TOO_BIG(3151, "HY000", "The JSON object contains a key name that is too long."),
  ER_JSON_USED_AS_KEY(
      3152,
      "HY000",
      "JSON column '%s' supports indexing only via generated columns on a specified JSON path."),
  ER_JSON_VACUOUS_PATH(3153, "42000", "The path expression '$' is not allowed in this context."),
  ER_JSON_BAD_ONE_OR_ALL_ARG(
      3154, "42000", "The oneOrAll argument to %s may take these values: 'one' or 'all'."),
  ER_NUMERIC_JSON_VALUE_OUT_OF_RANGE(
      3155, "22003", "Out of range JSON value for CAST to %s%s from column %s at row %s"),
  ER_INVALID_JSON_VALUE_FOR_CAST(
      3156, "22018", "Invalid JSON value for CAST to %s%s from column %s at row %s"),
  ER_JSON_DOCUMENT_TOO_DEEP(3157, "HY000", "The JSON document exceeds the maximum depth."),
  ER_JSON_DOCUMENT_NULL_KEY(3158, "22032", "JSON documents may not contain NULL member names."),
  ER_SECURE_TRANSPORT_REQUIRED(
      3159,
      "HY000",
      "Connections using insecure transport are prohibited while --require_secure_transport=ON."),
  ER_NO_SECURE_TRANSPORTS_CONFIGURED(
      3160,
      "HY000",
      "No secure transports (SSL or Shared Memory) are configured, unable to set --require_secure_transport=ON."),
  ER_DISABLED_STORAGE_ENGINE(
      3161, "42000", "Storage engine %s is disabled (Table creation is disallowed)."),
  ER_USER_DOES_NOT_EXIST(3162, "HY000", "Authorization ID %s does not exist."),
  ER_USER_ALREADY_EXISTS(3163, "HY000", "Authorization ID %s already exists."),
  ER_AUDIT_API_ABORT(3164, "HY000", "Aborted by Audit API ('%s';%s)."),
  ER_INVALID_JSON_PATH_ARRAY_CELL(
      3165, "HY000", "A path expression is not a path to a cell in an array."),
  ER_BUFPOOL_RESIZE_INPROGRESS(3166, "HY000", "Another buffer pool resize is already in progress."),
  ER_FEATURE_DISABLED_SEE_DOC(
      3167, "HY000", "The '%s' feature is disabled; see the documentation for '%s'"),
  ER_SERVER_ISNT_AVAILABLE(3168, "HY000", "Server isn't available"),
  ER_SESSION_WAS_KILLED(3169, "HY000", "Session was killed"),
  ER_CAPACITY_EXCEEDED(3170, "HY000", "Memory capacity of %s bytes for '%s' exceeded. %s"),
  ER_CAPACITY_EXCEEDED_IN_RANGE_OPTIMIZER(
      3171, "HY000", "Range optimization was not done for this query."),
  ER_CANT_SET_GTID_PURGED_DUE_SETS_CONSTRAINTS(
      3546, "HY000", "@@GLOBAL.GTID_PURGED cannot be changed: %s"),
  ER_WARN_SRS_NOT_FOUND_AXIS_ORDER(
      3565,
      "HY000",
      "There's no spatial reference system with SRID %s. The axis order is unknown."),
  ER_INVALID_BITWISE_OPERANDS_SIZE(
      3513, "HY000", "Binary operands of bitwise operators must be of equal length"),
  ER_INVALID_BITWISE_AGGREGATE_OPERANDS_SIZE(
      3514,
      "HY000",
      "Aggregate bitwise functions cannot accept arguments longer than 511 bytes; consider using the SUBSTRING() function"),
  ER_NO_ACCESS_TO_NATIVE_FCT(3566, "HY000", "Access to native function '%s' is rejected."),
  ER_RESET_SOURCE_TO_VALUE_OUT_OF_RANGE(
      3567,
      "HY000",
      "The requested value '%s' for the next binary log index is out of range. Please use a value between '1' and '%s'."),
  ER_UNRESOLVED_TABLE_LOCK(3568, "HY000", "Unresolved table name %s in locking clause."),
  ER_DUPLICATE_TABLE_LOCK(3569, "HY000", "Table %s appears in multiple locking clauses."),
  ER_BINLOG_UNSAFE_SKIP_LOCKED(
      3570,
      "HY000",
      "Statement is unsafe because it uses SKIP LOCKED. The set of inserted values is non-deterministic."),
  ER_BINLOG_UNSAFE_NOWAIT(
      3571,
      "HY000",
      "Statement is unsafe because it uses NOWAIT. Whether the command will succeed or fail is not deterministic."),
  ER_LOCK_NOWAIT(
      3572,
      "HY000",
      "Statement aborted because lock(s) could not be acquired immediately and NOWAIT is set."),
  ER_CTE_RECURSIVE_REQUIRES_UNION(
      3573, "HY000", "Recursive Common Table Expression '%s' should contain a UNION"),
  ER_CTE_RECURSIVE_REQUIRES_NONRECURSIVE_FIRST(
      3574,
      "HY000",
      "Recursive Common Table Expression '%s' should have one or more non-recursive query blocks followed by one or more recursive ones"),
  ER_CTE_RECURSIVE_FORBIDS_AGGREGATION(
      3575,
      "HY000",
      "Recursive Common Table Expression '%s' can contain neither aggregation nor window functions in recursive query block"),
  ER_CTE_RECURSIVE_FORBIDDEN_JOIN_ORDER(
      3576,
      "HY000",
      "In recursive query block of Recursive Common Table Expression '%s', the recursive table must neither be in the right argument of a LEFT JOIN, nor be forced to be non-first with join order hints"),
  ER_CTE_RECURSIVE_REQUIRES_SINGLE_REFERENCE(
      3577,
      "HY000",
      "In recursive query block of Recursive Common Table Expression '%s', the recursive table must be referenced only once, and not in any subquery"),
  ER_SWITCH_TMP_ENGINE(3578, "HY000", "'%s' requires @@internal_tmp_disk_storage_engine=InnoDB"),
  ER_WINDOW_NO_SUCH_WINDOW(3579, "HY000", "Window name '%s' is not defined."),
  ER_WINDOW_CIRCULARITY_IN_WINDOW_GRAPH(
      3580, "HY000", "There is a circularity in the window dependency graph."),
  ER_WINDOW_NO_CHILD_PARTITIONING(
      3581, "HY000", "A window which depends on another cannot define partitioning."),
  ER_WINDOW_NO_INHERIT_FRAME(
      3582,
      "HY000",
      "Window '%s' has a frame definition, so cannot be referenced by another window."),
  ER_WINDOW_NO_REDEFINE_ORDER_BY(
      3583, "HY000", "Window '%s' cannot inherit '%s' since both contain an ORDER BY clause."),
  ER_WINDOW_FRAME_START_ILLEGAL(
      3584, "HY000", "Window '%s': frame start cannot be UNBOUNDED FOLLOWING."),
  ER_WINDOW_FRAME_END_ILLEGAL(
      3585, "HY000", "Window '%s': frame end cannot be UNBOUNDED PRECEDING."),
  ER_WINDOW_FRAME_ILLEGAL(
      3586, "HY000", "Window '%s': frame start or end is negative, NULL or of non-integral type"),
  ER_WINDOW_RANGE_FRAME_ORDER_TYPE(
      3587,
      "HY000",
      "Window '%s' with RANGE N PRECEDING/FOLLOWING frame requires exactly one deterministic ORDER BY expression, of numeric or temporal type"),
  ER_WINDOW_RANGE_FRAME_TEMPORAL_TYPE(
      3588,
      "HY000",
      "Window '%s' with RANGE frame has ORDER BY expression of datetime type. Only INTERVAL bound value allowed."),
  ER_WINDOW_RANGE_FRAME_NUMERIC_TYPE(
      3589,
      "HY000",
      "Window '%s' with RANGE frame has ORDER BY expression of numeric type, INTERVAL bound value not allowed."),
  ER_WINDOW_RANGE_BOUND_NOT_CONSTANT(3590, "HY000", "Window '%s' has a non-constant frame bound."),
  ER_WINDOW_DUPLICATE_NAME(3591, "HY000", "Window '%s' is defined twice."),
  ER_WINDOW_ILLEGAL_ORDER_BY(
      3592,
      "HY000",
      "Window '%s': ORDER BY or PARTITION BY uses legacy position indication which is not supported, use expression."),
  ER_WINDOW_INVALID_WINDOW_FUNC_USE(
      3593, "HY000", "You cannot use the window function '%s' in this context.'"),
  ER_WINDOW_INVALID_WINDOW_FUNC_ALIAS_USE(
      3594,
      "HY000",
      "You cannot use the alias '%s' of an expression containing a window function in this context.'"),
  ER_WINDOW_NESTED_WINDOW_FUNC_USE_IN_WINDOW_SPEC(
      3595, "HY000", "You cannot nest a window function in the specification of window '%s'."),
  ER_WINDOW_ROWS_INTERVAL_USE(
      3596, "HY000", "Window '%s': INTERVAL can only be used with RANGE frames."),
  ER_WINDOW_EXPLAIN_JSON(
      3598, "HY000", "To get information about window functions use EXPLAIN FORMAT=JSON"),
  ER_WINDOW_FUNCTION_IGNORES_FRAME(
      3599,
      "HY000",
      "Window function '%s' ignores the frame clause of window '%s' and aggregates over the whole partition"),
  ER_INVALID_NO_OF_ARGS(
      3601, "HY000", "Too many arguments for function %s: %s; maximum allowed is %s."),
  ER_FIELD_IN_GROUPING_NOT_GROUP_BY(
      3602, "HY000", "Argument #%s of GROUPING function is not in GROUP BY"),
  ER_ENGINE_CANT_DROP_TABLE(3604, "HY000", "Storage engine can't drop table '%s'"),
  ER_ENGINE_CANT_DROP_MISSING_TABLE(
      3605,
      "HY000",
      "Storage engine can't drop table '%s' because it is missing. Use DROP TABLE IF EXISTS to remove it from data-dictionary."),
  ER_DB_DROP_RMDIR2(
      3607,
      "HY000",
      "Problem while dropping database. Can't remove database directory (%s). Please remove it manually."),
  ER_IMP_NO_FILES_MATCHED(3608, "HY000", "No SDI files matched the pattern '%s'"),
  ER_IMP_SCHEMA_DOES_NOT_EXIST(3609, "HY000", "Schema '%s', referenced in SDI, does not exist."),
  ER_IMP_TABLE_ALREADY_EXISTS(3610, "HY000", "Table '%s.%s', referenced in SDI, already exists."),
  ER_IMP_INCOMPATIBLE_MYSQLD_VERSION(
      3611, "HY000", "Imported mysqld_version (%s) is not compatible with current (%s)"),
  ER_IMP_INCOMPATIBLE_DD_VERSION(
      3612, "HY000", "Imported dd version (%s) is not compatible with current (%s)"),
  ER_IMP_INCOMPATIBLE_SDI_VERSION(
      3613, "HY000", "Imported sdi version (%s) is not compatible with current (%s)"),
  ER_WARN_INVALID_HINT(3614, "HY000", "Invalid number of arguments for hint %s"),
  ER_VAR_DOES_NOT_EXIST(3615, "HY000", "Variable %s does not exist in persisted config file"),
  ER_LONGITUDE_OUT_OF_RANGE(
      3616, "HY000", "Longitude %f is out of range in function %s. It must be within (%f, %f]."),
  ER_LATITUDE_OUT_OF_RANGE(
      3617, "HY000", "Latitude %f is out of range in function %s. It must be within [%f, %f]."),
  ER_NOT_IMPLEMENTED_FOR_GEOGRAPHIC_SRS(
      3618, "HY000", "%s(%s) has not been implemented for geographic spatial reference systems."),
  ER_ILLEGAL_PRIVILEGE_LEVEL(3619, "HY000", "Illegal privilege level specified for %s"),
  ER_CTE_MAX_RECURSION_DEPTH(
      3636,
      "HY000",
      "Recursive query aborted after %s iterations. Try increasing @@cte_max_recursion_depth to a larger value."),
  ER_RESOURCE_GROUP_NOT_EXISTS(3651, "HY000", "Resource Group '%s' does not exist."),
  ER_INVALID_VCPU_ID(3652, "HY000", "Invalid cpu id %s"),
  ER_FEATURE_UNSUPPORTED(3658, "HY000", "Feature %s is unsupported (%s)."),
  ER_SDI_OPERATION_FAILED(3664, "HY000", "Failed to %s SDI '%s.%s' in tablespace '%s'."),
  ER_MISSING_JSON_TABLE_VALUE(3665, "HY000", "Missing value for JSON_TABLE column '%s'"),
  ER_TF_MUST_HAVE_ALIAS(3667, "HY000", "Every table function must have an alias"),
  ER_JT_VALUE_OUT_OF_RANGE(3669, "HY000", "Value is out of range for JSON_TABLE's column '%s'"),
  ER_JT_MAX_NESTED_PATH(
      3670, "HY000", "More than supported %s NESTED PATHs were found in JSON_TABLE '%s'"),
  ER_INVALID_GEOJSON_CRS_NOT_TOP_LEVEL(
      3672,
      "HY000",
      "Invalid GeoJSON data provided to function %s: Member 'crs' must be specified in the top level object."),
  ER_BAD_NULL_ERROR_NOT_IGNORED(3673, "HY000", "Column '%s' cannot be null"),
  ER_DISK_FULL_NOWAIT(3675, "HY000", "Create table/tablespace '%s' failed, as disk is full"),
  ER_PARSE_ERROR_IN_DIGEST_FN(
      3676, "HY000", "Could not parse argument to digest function: \"%s\"."),
  ER_SCHEMA_DIR_MISSING(3679, "HY000", "Schema directory '%s' does not exist"),
  ER_SCHEMA_DIR_CREATE_FAILED(
      3680, "HY000", "Failed to create schema directory '%s' (errno: %s - %s)"),
  ER_SCHEMA_DIR_UNKNOWN(
      3681,
      "HY000",
      "Schema '%s' does not exist, but schema directory '%s' was found. This must be resolved manually (e.g. by moving the schema directory to another location)."),
  ER_REGEXP_BUFFER_OVERFLOW(3684, "HY000", "The result string is larger than the result buffer."),
  ER_REGEXP_ILLEGAL_ARGUMENT(3685, "HY000", "Illegal argument to a regular expression."),
  ER_REGEXP_INDEX_OUTOFBOUNDS_ERROR(
      3686, "HY000", "Index out of bounds in regular expression search."),
  ER_REGEXP_INTERNAL_ERROR(3687, "HY000", "Internal error in the regular expression library."),
  ER_REGEXP_RULE_SYNTAX(
      3688, "HY000", "Syntax error in regular expression on line %s, character %s."),
  ER_REGEXP_BAD_ESCAPE_SEQUENCE(
      3689, "HY000", "Unrecognized escape sequence in regular expression."),
  ER_REGEXP_UNIMPLEMENTED(
      3690,
      "HY000",
      "The regular expression contains a feature that is not implemented in this library version."),
  ER_REGEXP_MISMATCHED_PAREN(3691, "HY000", "Mismatched parenthesis in regular expression."),
  ER_REGEXP_BAD_INTERVAL(3692, "HY000", "Incorrect description of a {min,max} interval."),
  ER_REGEXP_MAX_LT_MIN(
      3693, "HY000", "The maximum is less than the minumum in a {min,max} interval."),
  ER_REGEXP_INVALID_BACK_REF(3694, "HY000", "Invalid back-reference in regular expression."),
  ER_REGEXP_LOOK_BEHIND_LIMIT(
      3695, "HY000", "The look-behind assertion exceeds the limit in regular expression."),
  ER_REGEXP_MISSING_CLOSE_BRACKET(
      3696, "HY000", "The regular expression contains an unclosed bracket expression."),
  ER_REGEXP_INVALID_RANGE(
      3697,
      "HY000",
      "The regular expression contains an [x-y] character range where x comes after y."),
  ER_REGEXP_STACK_OVERFLOW(3698, "HY000", "Overflow in the regular expression backtrack stack."),
  ER_REGEXP_TIME_OUT(3699, "HY000", "Timeout exceeded in regular expression match."),
  ER_REGEXP_PATTERN_TOO_BIG(
      3700, "HY000", "The regular expression pattern exceeds limits on size or complexity."),
  ER_SRS_ORGANIZATION_CANT_BE_EMPTY_OR_WHITESPACE(
      3711,
      "HY000",
      "The organization name can't be an empty string or start or end with whitespace."),
  ER_SRS_ID_ALREADY_EXISTS(
      3712, "HY000", "There is already a spatial reference system with SRID %s."),
  ER_WARN_SRS_ID_ALREADY_EXISTS(
      3713, "HY000", "There is already a spatial reference system with SRID %s."),
  ER_CANT_MODIFY_SRID_0(3714, "HY000", "SRID 0 is not modifiable."),
  ER_WARN_RESERVED_SRID_RANGE(
      3715,
      "HY000",
      "The SRID range [%s, %s] has been reserved for system use. SRSs in this range may be added, modified or removed without warning during upgrade."),
  ER_CANT_MODIFY_SRS_USED_BY_COLUMN(
      3716, "HY000", "Can't modify SRID %s. There is at least one column depending on it."),
  ER_DEPRECATED_UTF8_ALIAS(
      3719,
      "HY000",
      "'utf8' is currently an alias for the character set UTF8MB3, but will be an alias for UTF8MB4 in a future release. Please consider using UTF8MB4 in order to be unambiguous."),
  ER_DEPRECATED_NATIONAL(
      3720,
      "HY000",
      "NATIONAL/NCHAR/NVARCHAR implies the character set UTF8MB3, which will be replaced by UTF8MB4 in a future release. Please consider using CHAR(x) CHARACTER SET UTF8MB4 in order to be unambiguous."),
  ER_INVALID_DEFAULT_UTF8MB4_COLLATION(
      3721,
      "HY000",
      "Invalid default collation %s: utf8mb4_0900_ai_ci or utf8mb4_general_ci expected"),
  ER_UNABLE_TO_COLLECT_LOG_STATUS(
      3722, "HY000", "Unable to collect information for column '%s': %s."),
  ER_UNABLE_TO_SET_OPTION(3724, "HY000", "This option cannot be set %s."),
  ER_FK_CANNOT_DROP_PARENT(
      3730,
      "HY000",
      "Cannot drop table '%s' referenced by a foreign key constraint '%s' on table '%s'."),
  ER_FK_NO_COLUMN_PARENT(
      3734,
      "HY000",
      "Failed to add the foreign key constraint. Missing column '%s' for constraint '%s' in the referenced table '%s'"),
  ER_SRS_INVALID_ANGULAR_UNIT(
      3739, "HY000", "The angular unit conversion factor must be a positive number."),
  ER_TEMP_TABLE_PREVENTS_SWITCH_GLOBAL_BINLOG_FORMAT(
      3746,
      "HY000",
      "Changing @@global.binlog_format or @@persist.binlog_format is disallowed when any replication channel has open temporary table(s). You could wait until Replica_open_temp_tables = 0 and try again"),
  ER_RUNNING_APPLIER_PREVENTS_SWITCH_GLOBAL_BINLOG_FORMAT(
      3747,
      "HY000",
      "Changing @@global.binlog_format or @@persist.binlog_format is disallowed when any replication channel applier thread is running. You could execute STOP REPLICA SQL_THREAD and try again."),
  ER_TABLE_WITHOUT_PK(
      3750,
      "HY000",
      "Unable to create or change a table without a primary key, when the system variable 'sql_require_primary_key' is set. Add a primary key to the table or unset this variable to avoid this message. Note that tables without a primary key can cause performance problems in row-based replication, so please consult your DBA before changing this setting."),
  ER_WARN_DATA_OUT_OF_RANGE_FUNCTIONAL_INDEX(
      3752, "HY000", "Value is out of range for functional index '%s' at row %s"),
  ER_FUNCTIONAL_INDEX_ON_JSON_OR_GEOMETRY_FUNCTION(
      3753,
      "HY000",
      "Cannot create a functional index on a function that returns a JSON or GEOMETRY value."),
  ER_FUNCTIONAL_INDEX_REF_AUTO_INCREMENT(
      3754, "HY000", "Functional index '%s' cannot refer to an auto-increment column."),
  ER_CANNOT_DROP_COLUMN_FUNCTIONAL_INDEX(
      3755,
      "HY000",
      "Cannot drop column '%s' because it is used by a functional index. In order to drop the column, you must remove the functional index."),
  ER_FUNCTIONAL_INDEX_PRIMARY_KEY(3756, "HY000", "The primary key cannot be a functional index"),
  ER_FUNCTIONAL_INDEX_ON_LOB(
      3757,
      "HY000",
      "Cannot create a functional index on an expression that returns a BLOB or TEXT. Please consider using CAST."),
  ER_FUNCTIONAL_INDEX_FUNCTION_IS_NOT_ALLOWED(
      3758, "HY000", "Expression of functional index '%s' contains a disallowed function."),
  ER_FULLTEXT_FUNCTIONAL_INDEX(3759, "HY000", "Fulltext functional index is not supported."),
  ER_SPATIAL_FUNCTIONAL_INDEX(3760, "HY000", "Spatial functional index is not supported."),
  ER_WRONG_KEY_COLUMN_FUNCTIONAL_INDEX(
      3761, "HY000", "The used storage engine cannot index the expression '%s'."),
  ER_FUNCTIONAL_INDEX_ON_FIELD(
      3762,
      "HY000",
      "Functional index on a column is not supported. Consider using a regular index instead."),
  ER_GENERATED_COLUMN_NAMED_FUNCTION_IS_NOT_ALLOWED(
      3763, "HY000", "Expression of generated column '%s' contains a disallowed function: %s."),
  ER_GENERATED_COLUMN_ROW_VALUE(
      3764, "HY000", "Expression of generated column '%s' cannot refer to a row value."),
  ER_GENERATED_COLUMN_VARIABLES(
      3765, "HY000", "Expression of generated column '%s' cannot refer user or system variables."),
  ER_DEPENDENT_BY_DEFAULT_GENERATED_VALUE(
      3766,
      "HY000",
      "Column '%s' of table '%s' has a default value expression dependency and cannot be dropped or renamed."),
  ER_DEFAULT_VAL_GENERATED_NON_PRIOR(
      3767,
      "HY000",
      "Default value expression of column '%s' cannot refer to a column defined after it if that column is a generated column or has an expression as default value."),
  ER_DEFAULT_VAL_GENERATED_REF_AUTO_INC(
      3768,
      "HY000",
      "Default value expression of column '%s' cannot refer to an auto-increment column."),
  ER_DEFAULT_VAL_GENERATED_FUNCTION_IS_NOT_ALLOWED(
      3769, "HY000", "Default value expression of column '%s' contains a disallowed function."),
  ER_DEFAULT_VAL_GENERATED_NAMED_FUNCTION_IS_NOT_ALLOWED(
      3770, "HY000", "Default value expression of column '%s' contains a disallowed function: %s."),
  ER_DEFAULT_VAL_GENERATED_VARIABLES(
      3772,
      "HY000",
      "Default value expression of column '%s' cannot refer user or system variables."),
  ER_DEFAULT_AS_VAL_GENERATED(
      3773, "HY000", "DEFAULT function cannot be used with default value expressions"),
  ER_FK_CANNOT_CHANGE_ENGINE(
      3776,
      "HY000",
      "Cannot change table's storage engine because the table participates in a foreign key constraint."),
  ER_WARN_DEPRECATED_UTF8MB3_COLLATION(
      3778,
      "HY000",
      "'%s' is a collation of the deprecated character set UTF8MB3. Please consider using UTF8MB4 with an appropriate collation instead."),
  ER_FK_INCOMPATIBLE_COLUMNS(
      3780,
      "HY000",
      "Referencing column '%s' and referenced column '%s' in foreign key constraint '%s' are incompatible."),
  ER_RPL_ENCRYPTION_FAILED_TO_ROTATE_LOGS(
      3788,
      "HY000",
      "Failed to rotate some logs after changing binlog encryption settings. Please fix the problem and rotate the logs manually."),
  ER_RPL_ENCRYPTION_FAILED_TO_GENERATE_KEY(
      3790, "HY000", "Failed to generate key, please check if keyring is loaded."),
  ER_PAGE_TRACKING_RANGE_NOT_TRACKED(
      3803, "HY000", "Tracking was not enabled for the LSN range specified"),
  ER_BINLOG_MASTER_KEY_ROTATION_FAIL_TO_CLEANUP_AUX_KEY(
      3811,
      "HY000",
      "Failed to remove auxiliary binary log encryption key from keyring, please check if keyring is loaded. The cleanup of the binary log master key rotation process did not finish as expected and the cleanup will take place upon server restart or next 'ALTER INSTANCE ROTATE BINLOG MASTER KEY' execution."),
  ER_NON_BOOLEAN_EXPR_FOR_CHECK_CONSTRAINT(
      3812, "HY000", "An expression of non-boolean type specified to a check constraint '%s'."),
  ER_COLUMN_CHECK_CONSTRAINT_REFERENCES_OTHER_COLUMN(
      3813, "HY000", "Column check constraint '%s' references other column."),
  ER_CHECK_CONSTRAINT_NAMED_FUNCTION_IS_NOT_ALLOWED(
      3814, "HY000", "An expression of a check constraint '%s' contains disallowed function: %s."),
  ER_CHECK_CONSTRAINT_FUNCTION_IS_NOT_ALLOWED(
      3815, "HY000", "An expression of a check constraint '%s' contains disallowed function."),
  ER_CHECK_CONSTRAINT_VARIABLES(
      3816,
      "HY000",
      "An expression of a check constraint '%s' cannot refer to a user or system variable."),
  ER_CHECK_CONSTRAINT_ROW_VALUE(
      3817, "HY000", "Check constraint '%s' cannot refer to a row value."),
  ER_CHECK_CONSTRAINT_REFERS_AUTO_INCREMENT_COLUMN(
      3818, "HY000", "Check constraint '%s' cannot refer to an auto-increment column."),
  ER_CHECK_CONSTRAINT_VIOLATED(3819, "HY000", "Check constraint '%s' is violated."),
  ER_CHECK_CONSTRAINT_REFERS_UNKNOWN_COLUMN(
      3820, "HY000", "Check constraint '%s' refers to non-existing column '%s'."),
  ER_CHECK_CONSTRAINT_NOT_FOUND(3821, "HY000", "Check constraint '%s' is not found in the table."),
  ER_CHECK_CONSTRAINT_DUP_NAME(3822, "HY000", "Duplicate check constraint name '%s'."),
  ER_CHECK_CONSTRAINT_CLAUSE_USING_FK_REFER_ACTION_COLUMN(
      3823,
      "HY000",
      "Column '%s' cannot be used in a check constraint '%s': needed in a foreign key constraint '%s' referential action."),
  WARN_UNENCRYPTED_TABLE_IN_ENCRYPTED_DB(
      3824,
      "HY000",
      "Creating an unencrypted table in a database with default encryption enabled."),
  ER_INVALID_ENCRYPTION_REQUEST(
      3825, "HY000", "Request to create %s table while using an %s tablespace."),
  ER_CANNOT_SET_TABLE_ENCRYPTION(
      3826,
      "HY000",
      "Table encryption differ from its database default encryption, and user doesn't have enough privilege."),
  ER_CANNOT_SET_DATABASE_ENCRYPTION(
      3827,
      "HY000",
      "Database default encryption differ from 'default_table_encryption' setting, and user doesn't have enough privilege."),
  ER_CANNOT_USE_ENCRYPTION_CLAUSE(
      3833, "HY000", "ENCRYPTION clause is not valid for %s tablespace."),
  ER_INVALID_MULTIPLE_CLAUSES(3834, "HY000", "Multiple %s clauses"),
  ER_UNSUPPORTED_USE_OF_GRANT_AS(
      3835, "HY000", "GRANT ... AS is currently supported only for global privileges."),
  ER_UKNOWN_AUTH_ID_OR_ACCESS_DENIED_FOR_GRANT_AS(
      3836,
      "HY000",
      "Either some of the authorization IDs in the AS clause are invalid or the current user lacks privileges to execute the statement."),
  ER_DEPENDENT_BY_FUNCTIONAL_INDEX(
      3837,
      "HY000",
      "Column '%s' has a functional index dependency and cannot be dropped or renamed."),
  ER_PLUGIN_NOT_EARLY(
      3838,
      "HY000",
      "Plugin '%s' is not to be used as an \"early\" plugin. Don't add it to --early-plugin-load, keyring migration etc."),
  ER_CANNOT_CONVERT_STRING(3854, "HY000", "Cannot convert string '%s' from %s to %s"),
  ER_DEPENDENT_BY_PARTITION_FUNC(
      3855,
      "HY000",
      "Column '%s' has a partitioning function dependency and cannot be dropped or renamed."),
  ER_RPL_CANT_STOP_REPLICA_WHILE_LOCKED_BACKUP(
      3857,
      "HY000",
      "Cannot stop the replica SQL thread while the instance is locked for backup. Try running `UNLOCK INSTANCE` first."),
  ER_CANNOT_GRANT_ROLES_TO_ANONYMOUS_USER(
      3876, "HY000", "Cannot grant roles to an anonymous user."),
  ER_SECONDARY_ENGINE_PLUGIN(3877, "HY000", "%s"),
  ER_SECOND_PASSWORD_CANNOT_BE_EMPTY(
      3878, "HY000", "Empty password can not be retained as second password for user '%s'@'%s'."),
  ER_DB_ACCESS_DENIED(3879, "HY000", "Access denied for AuthId `%s`@`%s` to database '%s'."),
  ER_DA_AUTH_ID_WITH_SYSTEM_USER_PRIV_IN_MANDATORY_ROLES(
      3880, "HY000", "Cannot set mandatory_roles: AuthId `%s`@`%s` has '%s' privilege."),
  ER_DA_RPL_GTID_TABLE_CANNOT_OPEN(
      3881, "HY000", "Gtid table is not ready to be used. Table '%s.%s' cannot be opened."),
  ER_NO_SESSION_TEMP(
      3884, "HY000", "Storage engine could not allocate temporary tablespace for this session."),
  ER_DA_UNKNOWN_ERROR_NUMBER(3885, "HY000", "Got unknown error: %s"),
  ER_COLUMN_CHANGE_SIZE(
      3886,
      "HY000",
      "Could not change column '%s' of table '%s'. The resulting size of index '%s' would exceed the max key length of %s bytes."),
  ER_REGEXP_INVALID_CAPTURE_GROUP_NAME(3887, "HY000", "A capture group has an invalid name."),
  ER_DA_SSL_LIBRARY_ERROR(
      3888, "HY000", "Failed to set up SSL because of the following SSL library error: %s"),
  ER_SECONDARY_ENGINE(3889, "HY000", "Secondary engine operation failed. %s."),
  ER_SECONDARY_ENGINE_DDL(
      3890, "HY000", "You cannot perform DDLs on a table that has a secondary engine defined."),
  ER_CURRENT_PASSWORD_NOT_REQUIRED(
      3893, "HY000", "Do not specify the current password while changing it for other users."),
  ER_CANNOT_GRANT_SYSTEM_PRIV_TO_MANDATORY_ROLE(
      3897,
      "HY000",
      "AuthId `%s`@`%s` is set as mandatory_roles. Cannot grant the '%s' privilege."),
  ER_UNSUPPORTED_SQL_MODE(3899, "HY000", "sql_mode=0x%s is not supported."),
  ER_REGEXP_INVALID_FLAG(3900, "HY000", "Invalid match mode flag in regular expression."),
  ER_PARTIAL_REVOKE_AND_DB_GRANT_BOTH_EXISTS(
      3901,
      "HY000",
      "'%s' privilege for database '%s' exists both as partial revoke and mysql.db simultaneously. It could mean that the 'mysql' schema is corrupted."),
  ER_UNIT_NOT_FOUND(3902, "HY000", "There's no unit of measure named '%s'."),
  ER_INVALID_JSON_VALUE_FOR_FUNC_INDEX(
      3903, "HY000", "Invalid JSON value for CAST for functional index '%s'."),
  ER_JSON_VALUE_OUT_OF_RANGE_FOR_FUNC_INDEX(
      3904, "HY000", "Out of range JSON value for CAST for functional index '%s'."),
  ER_EXCEEDED_MV_KEYS_NUM(
      3905,
      "HY000",
      "Exceeded max number of values per record for multi-valued index '%s' by %s value(s)."),
  ER_EXCEEDED_MV_KEYS_SPACE(
      3906,
      "HY000",
      "Exceeded max total length of values per record for multi-valued index '%s' by %s bytes."),
  ER_FUNCTIONAL_INDEX_DATA_IS_TOO_LONG(3907, "HY000", "Data too long for functional index '%s'."),
  ER_WRONG_MVI_VALUE(
      3908, "HY000", "Cannot store an array or an object in a scalar key part of the index '%s'."),
  ER_WARN_FUNC_INDEX_NOT_APPLICABLE(
      3909, "HY000", "Cannot use functional index '%s' due to type or collation conversion."),
  ER_UPDATE_GTID_PURGED_WITH_GR(
      3911, "HY000", "Cannot update GTID_PURGED with the Group Replication plugin running"),
  ER_GROUPING_ON_TIMESTAMP_IN_DST(
      3912,
      "HY000",
      "Grouping on temporal is non-deterministic for timezones having DST. Please consider switching to UTC for this query."),
  ER_TABLE_NAME_CAUSES_TOO_LONG_PATH(
      3913,
      "HY000",
      "Long database name and identifier for object resulted in a path length too long for table '%s'. Please check the path limit for your OS."),
  ER_AUDIT_LOG_INSUFFICIENT_PRIVILEGE(
      3914, "HY000", "Request ignored for '%s'@'%s'. Role needed to perform operation: '%s'"),
  ER_DA_GRP_RPL_STARTED_AUTO_REJOIN(
      3916, "HY000", "Started auto-rejoin procedure attempt %s of %s"),
  ER_SYSVAR_CHANGE_DURING_QUERY(
      3917,
      "HY000",
      "A plugin was loaded or unloaded during a query, a system variable table was changed."),
  ER_GLOBSTAT_CHANGE_DURING_QUERY(
      3918,
      "HY000",
      "A plugin was loaded or unloaded during a query, a global status variable was changed."),
  ER_GRP_RPL_MESSAGE_SERVICE_INIT_FAILURE(
      3919, "HY000", "The START GROUP_REPLICATION command failed to start its message service."),
  ER_CHANGE_SOURCE_WRONG_COMPRESSION_ALGORITHM_CLIENT(
      3920, "HY000", "Invalid SOURCE_COMPRESSION_ALGORITHMS '%s' for channel '%s'."),
  ER_CHANGE_SOURCE_WRONG_COMPRESSION_LEVEL_CLIENT(
      3921, "HY000", "Invalid SOURCE_ZSTD_COMPRESSION_LEVEL %s for channel '%s'."),
  ER_WRONG_COMPRESSION_ALGORITHM_CLIENT(3922, "HY000", "Invalid compression algorithm '%s'."),
  ER_CLIENT_PRIVILEGE_CHECKS_USER_DOES_NOT_EXIST(
      3926,
      "HY000",
      "PRIVILEGE_CHECKS_USER for replication channel '%s' was set to `%s`@`%s`, but this is not an existing user."),
  ER_CLIENT_PRIVILEGE_CHECKS_USER_CORRUPT(
      3927,
      "HY000",
      "Invalid, corrupted PRIVILEGE_CHECKS_USER was found in the replication configuration repository for channel '%s'. Use CHANGE REPLICATION SOURCE TO PRIVILEGE_CHECKS_USER to correct the configuration."),
  ER_CLIENT_PRIVILEGE_CHECKS_USER_NEEDS_RPL_APPLIER_PRIV(
      3928,
      "HY000",
      "PRIVILEGE_CHECKS_USER for replication channel '%s' was set to `%s`@`%s`, but this user does not have REPLICATION_APPLIER privilege."),
  ER_TABLE_VALUE_CONSTRUCTOR_MUST_HAVE_COLUMNS(
      3942,
      "HY000",
      "Each row of a VALUES clause must have at least one column, unless when used as source in an INSERT statement."),
  ER_TABLE_VALUE_CONSTRUCTOR_CANNOT_HAVE_DEFAULT(
      3943,
      "HY000",
      "A VALUES clause cannot use DEFAULT values, unless used as a source in an INSERT statement."),
  ER_CLIENT_QUERY_FAILURE_INVALID_NON_ROW_FORMAT(
      3944, "HY000", "The query does not comply with variable require_row_format restrictions."),
  ER_REQUIRE_ROW_FORMAT_INVALID_VALUE(
      3945,
      "HY000",
      "The requested value %s is invalid for REQUIRE_ROW_FORMAT, must be either 0 or 1."),
  ER_CLIENT_LOCAL_FILES_DISABLED(
      3948,
      "42000",
      "Loading local data is disabled; this must be enabled on both the client and server sides"),
  ER_IMP_INCOMPATIBLE_CFG_VERSION(
      3949,
      "HY000",
      "Failed to import %s because the CFG file version (%s) is not compatible with the current version (%s)"),
  ER_DA_OOM(3950, "HY000", "Out of memory"),
  ER_MULTIPLE_INTO_CLAUSES(3953, "HY000", "Multiple INTO clauses in one query block."),
  ER_MISPLACED_INTO(
      3954,
      "HY000",
      "Misplaced INTO clause, INTO is not allowed inside subqueries, and must be placed at end of UNION clauses."),
  ER_USER_ACCESS_DENIED_FOR_USER_ACCOUNT_BLOCKED_BY_PASSWORD_LOCK(
      3955,
      "HY000",
      "Access denied for user '%s'@'%s'. Account is blocked for %s day(s) (%s day(s) remaining) due to %s consecutive failed logins."),
  ER_SDI_OPERATION_FAILED_MISSING_RECORD(
      3958, "HY000", "Failed to %s sdi for %s.%s in %s due to missing record."),
  ER_DEPENDENT_BY_CHECK_CONSTRAINT(
      3959,
      "HY000",
      "Check constraint '%s' uses column '%s', hence column cannot be dropped or renamed."),
  ER_GRP_OPERATION_NOT_ALLOWED_GR_MUST_STOP(
      3960,
      "HY000",
      "This operation cannot be performed while Group Replication is running; run STOP GROUP_REPLICATION first"),
  ER_CANNOT_USER_REFERENCED_AS_DEFINER(
      4006, "HY000", "Operation %s failed for %s as it is referenced as a definer account in %s."),
  ER_TABLE_MUST_HAVE_A_VISIBLE_COLUMN(
      4028, "HY000", "A table must have at least one visible column."),
  ER_CLIENT_INTERACTION_TIMEOUT(
      4031,
      "HY000",
      "The client was disconnected by the server because of inactivity. See wait_timeout and interactive_timeout for configuring this behavior."),
  ER_REGEXP_MISSING_FILE(4078, "HY000", "Missing data file in regular expression library."),
  ER_CONCURRENT_PROCEDURE_USAGE(
      4080,
      "HY000",
      "The %s was called when there was already another concurrent call to this procedure. No action was taken. Wait for other calls to %s to finish before retrying."),
  ER_DA_GLOBAL_CONN_LIMIT(
      4081,
      "HY000",
      "Connection closed. Global connection memory limit %s bytes exceeded. Consumed %s bytes."),
  ER_CANNOT_PURGE_BINLOG_WITH_BACKUP_LOCK(
      4085,
      "HY000",
      "Could not purge binary logs since another session is executing LOCK INSTANCE FOR BACKUP. Wait for that session to release the lock."),
  ER_OPERATION_NOT_ALLOWED_WHILE_PRIMARY_CHANGE_IS_RUNNING(
      4094,
      "HY000",
      "All queries have been blocked while function 'group_replication_set_as_primary()' is executing. Please refer timeout parameter of function 'group_replication_set_as_primary()'."),
  ER_WARN_DEPRECATED_DATETIME_DELIMITER(
      4095,
      "HY000",
      "Delimiter '%s' in position %s in datetime value '%s' at row %s is deprecated. Prefer the standard '%s'."),
  ER_WARN_DEPRECATED_SUPERFLUOUS_DELIMITER(
      4096,
      "HY000",
      "Delimiter '%s' in position %s in datetime value '%s' at row %s is superfluous and is deprecated. Please remove."),
  ER_CANNOT_PERSIST_SENSITIVE_VARIABLES(
      4097,
      "HY000",
      "Cannot persist SENSITIVE system variable '%s' because keyring component support is unavailable."),
  ER_TEMPORAL_FUNCTION_OVERFLOW(6527, "22008", "%s value is out of range in '%s'");

  private final int number;
  private final String sqlState;
  private final String pattern;

  MySqlError(int number, String sqlState, String pattern) {
    this.number = number;
    this.sqlState = sqlState;
    this.pattern = pattern;
  }

  /** The error number that goes into the ERR packet. */
  public int number() {
    return number;
  }

  /** The five characters of the SQLSTATE. */
  public String sqlState() {
    return sqlState;
  }

  /** The message pattern, with {@code %s} for each argument. */
  public String pattern() {
    return pattern;
  }

  /** Builds the exception of this error, its message filled in with {@code arguments}. */
  public MySqlException with(Object... arguments) {
    return new MySqlException(this, message(arguments));
  }

  /** The message of this error, filled in with {@code arguments}. */
  public String message(Object... arguments) {
    return arguments.length == 0 && pattern.indexOf('%') < 0
        ? pattern
        : String.format(java.util.Locale.ROOT, pattern, arguments);
  }
}
