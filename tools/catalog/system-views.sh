#!/usr/bin/env bash
# system-views.sh HOST PORT > columns.txt
#
# Asks a running MySQL which columns its system views have: a line "@schema.table" for each, then a
# line "name|type|nullable|collation" for each column. The result is the resource that
# io.braid.frontend.show reads.  MYSQL names the client (default: mysql).
set -euo pipefail
host=$1 port=$2
ask() { "${MYSQL:-mysql}" --no-defaults -uroot -h"$host" -P"$port" -N -r -e "$1"; }
views=(
  information_schema.{CHARACTER_SETS,CHECK_CONSTRAINTS,COLLATIONS,COLLATION_CHARACTER_SET_APPLICABILITY}
  information_schema.{COLUMNS,COLUMN_PRIVILEGES,ENGINES,EVENTS,FILES,KEYWORDS,KEY_COLUMN_USAGE,PARAMETERS}
  information_schema.{PARTITIONS,PLUGINS,PROCESSLIST,REFERENTIAL_CONSTRAINTS,ROUTINES,SCHEMATA}
  information_schema.{SCHEMA_PRIVILEGES,STATISTICS,TABLES,TABLE_CONSTRAINTS,TABLE_PRIVILEGES,TRIGGERS}
  information_schema.{USER_PRIVILEGES,VIEWS}
  performance_schema.{global_variables,session_variables,global_status,session_status}
)
for view in "${views[@]}"; do
  echo "@$view"
  ask "SELECT CONCAT_WS('|', column_name, column_type, is_nullable, IFNULL(collation_name, ''))
       FROM information_schema.columns
       WHERE CONCAT(table_schema, '.', table_name) = '$view' ORDER BY ordinal_position"
done
