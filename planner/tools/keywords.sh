#!/usr/bin/env bash
# keywords.sh HOST PORT: writes MySQL's word list, as the running server gives it, to the parser's resource:
# a word on each line, followed by R when it is reserved. The enum Keyword must name the same words (a test says so).
set -euo pipefail
[[ $# -eq 2 ]] || { sed -n 2,3p "$0" >&2; exit 2; }
cd "$(dirname "$0")/.."
"${MYSQL:-mysql}" --no-defaults -uroot -h"$1" -P"$2" -N -B \
  -e "SELECT word, IF(reserved, 'R', '') FROM information_schema.keywords ORDER BY word" \
  | sed -e 's/\t/ /' -e 's/ $//' >src/main/resources/io/braid/planner/parse/keywords.txt
