#!/usr/bin/env bash
# What must hold of the record after a year: 365 nightly runs of 40,000 endpoints, of which some percent change each night.
#
#   tests/integration/record_scale_check.sh [PROGRAM [RUNS [ENDPOINTS]]]      default: build/bench/record_scale 365 40000
#
#   size       under 1 GiB, and memory under 64 MiB
#   questions  report, diff, show and what else is asked of it: each within 2 seconds
#   reports    each kind of `certsweep report`, within 2 seconds and 128 MiB of address space
#   lines      those of the last run come back byte for byte, also after another run was deleted
#
# Some minutes and a gigabyte under TMPDIR, so it is not part of ctest. Ends with 1 if something does not hold.
set -euo pipefail
program=$(realpath "${1:-$(dirname "${BASH_SOURCE[0]}")/../../build/bench/record_scale}")
certsweep=$(realpath "$(dirname "$program")/../certsweep")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0
"$program" "$work/estate.db" "${2:-365}" "${3:-40000}" || failed=1
# report KIND...
report() {
  local began ended
  began=$(date +%s%N)
  if ! (ulimit -v 131072 && exec "$certsweep" report "$@" --record "$work/estate.db" -o "$work/report"); then
    echo "FAILED  report $*"
    failed=1
    return
  fi
  ended=$(date +%s%N)
  awk -v took=$(((ended - began) / 1000000)) -v kind="report $*" -v bytes="$(stat -c %s "$work/report")" 'BEGIN {
    printf "%-7s %-36s %10.3f s, at most 2 (%d bytes)\n", took <= 2000 ? "ok" : "FAILED", kind, took / 1000, bytes
    exit took > 2000
  }' || failed=1
}
for kind in table csv jsonl prometheus 'prometheus --per-endpoint'; do
  # shellcheck disable=SC2086  # words
  report $kind
done
if command -v sqlite3 >/dev/null; then
  whole=$(sqlite3 "$work/estate.db" 'PRAGMA integrity_check; PRAGMA foreign_key_check')
  if [ "$whole" = ok ]; then echo 'ok      integrity'; else printf 'FAILED  integrity: %s\n' "$whole"; failed=1; fi
fi
exit "$failed"
