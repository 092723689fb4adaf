#!/usr/bin/env bash
# mysql-home.sh: prints the folder in which the tests expect a real MySQL: BRAID_MYSQL_HOME, else
# MYSQL97, else the user's cache.
set -euo pipefail
printf '%s\n' "${BRAID_MYSQL_HOME:-${MYSQL97:-${XDG_CACHE_HOME:-$HOME/.cache}/braid/mysql97}}"
