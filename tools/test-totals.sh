#!/usr/bin/env bash
# test-totals.sh [FOLDER]: sums the JUnit reports (TEST-*.xml of Surefire) below FOLDER, names what
# was skipped and why and what failed, and closes with the line "N passed, N failed, N skipped".
# Exit code 1 when a test failed or none ran.
set -euo pipefail
ROOT=$(cd "${1:-$(dirname "$0")/..}" && pwd)
find "$ROOT" -path '*/target/surefire-reports/TEST-*.xml' -not -path "$ROOT/.build/*" -print0 | sort -z \
  | xargs -0 -r cat /dev/null | awk '
  function attribute(line, name,   s) {
    if (match(line, " " name "=\"[^\"]*\"") == 0) return ""
    s = substr(line, RSTART, RLENGTH); sub("^ " name "=\"", "", s); sub("\"$", "", s); return s
  }
  function plain(s) { gsub(/&lt;/, "<", s); gsub(/&gt;/, ">", s); gsub(/&quot;/, "\"", s); gsub(/&apos;/, "\047", s); gsub(/&#10;/, " ", s); gsub(/&amp;/, "\\&", s); return s }
  /<testsuite / { suite = 1; head = "" }
  suite { head = head " " $0; if ($0 ~ />/) { suite = 0
      tests += attribute(head, "tests"); failed += attribute(head, "errors") + attribute(head, "failures"); skipped += attribute(head, "skipped") } }
  /<testcase / { test = attribute($0, "classname") "." attribute($0, "name"); sub(/^io\.braid\./, "", test) }
  /<skipped/ { reason = attribute($0, "message")
      if (reason == "" && match($0, /CDATA\[[A-Za-z0-9.]*: .*/)) { # an assumption that did not hold
        reason = substr($0, RSTART, RLENGTH); sub(/^CDATA\[[A-Za-z0-9.]*: (Assumption failed: )?(SKIPPED: )?/, "", reason) }
      print "SKIPPED: " plain(test) ": " (reason == "" ? "no reason given" : plain(reason)) }
  /<(failure|error)[ >]/ { print "FAILED: " plain(test) }
  END { printf "%d passed, %d failed, %d skipped\n", tests - failed - skipped, failed, skipped; exit (failed > 0 || tests == 0) }'
