#!/usr/bin/env bash
# What must hold of the record after a year: 365 nightly runs of 40,000 endpoints, of which some percent change each night.
#
#   tests/integration/record_scale_check.sh [PROGRAM [RUNS [ENDPOINTS]]]      default: build/bench/record_scale 365 40000
#
#   size       under 1 GiB, and memory under 64 MiB
#   questions  report, diff, show and what else is asked of it: each within 2 seconds
#   lines      those of the last run come back byte for byte, also after another run was deleted
#
# Some minutes and a gigabyte under TMPDIR, so it is not part of ctest. Ends with 1 if something does not hold.
set -euo pipefail
program=$(realpath "${1:-$(dirname "${BASH_SOURCE[0]}")/../../build/bench/record_scale}")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0
"$program" "$work/estate.db" "${2:-365}" "${3:-40000}" || failed=1
if command -v sqlite3 >/dev/null; then
  whole=$(sqlite3 "$work/estate.db" 'PRAGMA integrity_check; PRAGMA foreign_key_check')
  if [ "$whole" = ok ]; then echo 'ok      integrity'; else printf 'FAILED  integrity: %s\n' "$whole"; failed=1; fi
fi
exit "$failed"
