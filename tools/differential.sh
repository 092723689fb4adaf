#!/usr/bin/env bash
# differential.sh MYSQL_PORT BRAID_PORT [SCRIPT...]: runs *.sqltest scripts (default: all) on two
# servers that run on loopback and prints where the second differs from the first.
# BINARY=1 runs statements prepared. Needs compiled tests (./check quick).
set -euo pipefail
ROOT=$(cd "$(dirname "$0")/.." && pwd)
[[ $# -ge 2 ]] || { sed -n '2,4s/^# \{0,1\}//p' "$0" >&2; exit 2; }
. "$ROOT/bin/find-jdk.sh"
braid_find_jdk
T=$ROOT/integration-tests/target
[[ -f $T/harness.classpath ]] || { echo "not compiled: run ./check quick" >&2; exit 1; }
A=$1 B=$2; shift 2
[[ $# -gt 0 ]] || set -- "$ROOT"/integration-tests/src/test/resources/sqltest/*.sqltest
exec "$JAVA_HOME/bin/java" -Xmx256m -XX:TieredStopAtLevel=1 -Dbinary="$([[ ${BINARY:-0} == 1 ]] && echo true || echo false)" \
  -Dlogback.configurationFile="$ROOT/.mvn/logback-test.xml" \
  -cp "$T/test-classes:$(<"$T/harness.classpath")" io.braid.it.DifferentialMain "$A" "$B" "$@"
