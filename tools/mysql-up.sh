#!/usr/bin/env bash
# mysql-up.sh PORT DATADIR [extra mysqld options]
# Initialises DATADIR if it is empty (root without a password, also over TCP) and starts one
# mysqld on 127.0.0.1:PORT with binlog and GTIDs on and server-id = PORT.  Returns when it
# answers.  Socket DATADIR/mysql.sock, pid DATADIR/mysqld.pid, log DATADIR/error.log.
# The programs are those of the folder that tools/mysql-home.sh names and get-mysql.sh made.
# Stop it with: mysql-down.sh DATADIR
set -euo pipefail
[[ $# -ge 2 ]] || { sed -n 2,8p "$0" >&2; exit 2; }
PORT=$1 DATA=$2; shift 2
B=$("$(dirname "$0")/mysql-home.sh")/bin
[[ -x $B/mysqld ]] || { echo "mysql-up: no $B/mysqld (run get-mysql.sh)" >&2; exit 1; }
mkdir -p "$DATA"; DATA=$(cd "$DATA" && pwd); D=$DATA/data
SOCK=$DATA/mysql.sock; PIDF=$DATA/mysqld.pid; LOG=$DATA/error.log
(( ${#SOCK} <= 103 )) || { echo "mysql-up: socket path too long: $SOCK" >&2; exit 1; }
if [[ -s $PIDF ]] && tr '\0' ' ' <"/proc/$(cat "$PIDF")/cmdline" 2>/dev/null | grep -qF -- "--datadir=$D"; then
  echo "mysql-up: already running, pid $(cat "$PIDF")"; exit 0
fi
if (exec 3<>"/dev/tcp/127.0.0.1/$PORT") 2>/dev/null; then echo "mysql-up: port $PORT is in use" >&2; exit 1; fi
USERARG=(); [[ $(id -u) == 0 ]] && USERARG=(--user=root)
if [[ ! -d $D/mysql ]]; then
  rm -rf "$D"
  # TCP clients come as 127.0.0.1 (or localhost): let root in from any loopback name
  cat >"$DATA/init.sql" <<'SQL'
CREATE USER IF NOT EXISTS 'root'@'%' IDENTIFIED BY '';
GRANT ALL ON *.* TO 'root'@'%' WITH GRANT OPTION;
SQL
  "$B/mysqld" --no-defaults "${USERARG[@]}" --initialize-insecure --datadir="$D" \
     --init-file="$DATA/init.sql" >"$LOG" 2>&1 || { tail -5 "$LOG" >&2; exit 1; }
fi
rm -f "$PIDF"
setsid "$B/mysqld" --no-defaults "${USERARG[@]}" --datadir="$D" --port="$PORT" \
  --bind-address=127.0.0.1 --socket="$SOCK" --pid-file="$PIDF" --log-error="$LOG" \
  --server-id="$PORT" --log-bin=binlog --gtid-mode=ON --enforce-gtid-consistency=ON \
  --report-host=127.0.0.1 --report-port="$PORT" --mysqlx=OFF --secure-file-priv="" \
  "$@" </dev/null >>"$LOG" 2>&1 &
P=$!
for _ in $(seq 1 300); do
  if "$B/mysqladmin" --no-defaults -uroot -S "$SOCK" --connect-timeout=2 ping >/dev/null 2>&1; then
    echo "mysql-up: 127.0.0.1:$PORT pid $(cat "$PIDF") socket $SOCK"; exit 0
  fi
  kill -0 "$P" 2>/dev/null || { tail -15 "$LOG" >&2; echo "mysql-up: mysqld ended" >&2; exit 1; }
  sleep 0.2
done
echo "mysql-up: not answering after 60 s; log $LOG" >&2; exit 1
