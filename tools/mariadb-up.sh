#!/usr/bin/env bash
# mariadb-up.sh PORT DATADIR [extra mariadbd options] : like mysql-up.sh, for the distribution's own mariadbd
# (packages: mariadb-server-core mariadb-client-core).  Stop with mysql-down.sh DATADIR.
set -euo pipefail
PORT=$1 DATA=$2; shift 2; mkdir -p "$DATA"; DATA=$(cd "$DATA" && pwd); D=$DATA/data
SOCK=$DATA/mysql.sock PIDF=$DATA/mysqld.pid LOG=$DATA/error.log
if (exec 3<>"/dev/tcp/127.0.0.1/$PORT") 2>/dev/null; then echo "port $PORT is in use" >&2; exit 1; fi
if [[ ! -d $D/mysql ]]; then
  mariadb-install-db --no-defaults --user="$(id -un)" --datadir="$D" --auth-root-authentication-method=normal --skip-test-db >"$DATA/install.log" 2>&1
fi
setsid mariadbd --no-defaults --user="$(id -un)" --datadir="$D" --port="$PORT" --bind-address=127.0.0.1 --socket="$SOCK" \
  --pid-file="$PIDF" --log-error="$LOG" --server-id="$PORT" --log-bin=binlog --binlog-format=ROW "$@" </dev/null >>"$LOG" 2>&1 &
P=$!
for _ in $(seq 1 300); do
  mariadb-admin --no-defaults -uroot -S "$SOCK" ping >/dev/null 2>&1 && { echo "mariadb-up: 127.0.0.1:$PORT pid $(cat "$PIDF")"; exit 0; }
  kill -0 $P 2>/dev/null || { tail -15 "$LOG" >&2; exit 1; }; sleep 0.2
done; exit 1
