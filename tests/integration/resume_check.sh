#!/usr/bin/env bash
# What must hold of the record at full size, measured on this machine against labs of its own:
#
#   tests/integration/resume_check.sh [BINARY]         default: build/certsweep
#
#   resume      a scan of 20,000, killed (-9) at ten moments and gone on with each time: the record and the JSONL file end
#               with exactly 20,000 results, none twice; after each kill the record passes PRAGMA integrity_check
#   cost        CPU an endpoint with the record against --no-record, as paired runs: the median ratio
#
# Some minutes, so it is not part of ctest. Ends with 1 if something does not hold.
set -euo pipefail
binary=$(realpath "${1:-$(dirname "${BASH_SOURCE[0]}")/../../build/certsweep}")
readonly endpoints=20000 pairs=7
work=$(mktemp -d)
lab=
failed=0
stop_lab() { if [ -n "$lab" ]; then kill "$lab" 2>/dev/null || true; wait "$lab" 2>/dev/null || true; lab=; fi; }
trap 'stop_lab; rm -rf "$work"' EXIT
cd "$work"

check() {  # WHAT COMMAND...
  local what=$1
  shift
  if "$@"; then printf 'ok      %s\n' "$what"; else printf 'FAILED  %s\n' "$what"; failed=1; fi
}
lines() { if [ -e run.jsonl ]; then wc -l <run.jsonl; else echo 0; fi; }
record() { sqlite3 estate.db "$1"; }
is() { [ "$1" = "$2" ]; }
at_most() { awk -v a="$1" -v b="$2" 'BEGIN { exit !(a <= b) }'; }
different_endpoints() { grep -o '"host":"[^"]*","address":"[^"]*","port":[0-9]*' run.jsonl | sort -u | wc -l; }

# kill_at LINES SCAN-ARGUMENT...: once the file has that many lines; some of them may be in flight.
kill_at() {
  local wanted=$1
  shift
  "$binary" scan -q -f jsonl -o run.jsonl "$@" 2>errors.txt &
  local scan=$!
  while [ "$(lines)" -lt "$wanted" ] && kill -0 "$scan" 2>/dev/null; do sleep 0.02; done
  kill -9 "$scan" 2>/dev/null || { cat errors.txt >&2; failed=1; }
  wait "$scan" 2>/dev/null || true
}

"$binary" lab --endpoints "$endpoints" --mix good-ecdsa=0.95,self-signed=0.05 --port 0 --address 127.64.0.1 \
  --inventory lab.csv --trust-out root.pem -q >lab.log 2>&1 &
lab=$!
until grep -qs ready lab.log; do kill -0 "$lab" || { cat lab.log >&2; exit 1; }; sleep 0.1; done

RANDOM=${SEED:-7}
at=0
for round in 1 2 3 4 5 6 7 8 9 10; do
  at=$((at + 500 + RANDOM % 1300))
  if [ "$round" = 1 ]; then kill_at "$at" -t lab.csv --trust root.pem -c 2000; else kill_at "$at" --resume latest; fi
  check "kill $round, at $(lines) lines: the record is whole" is "$(record 'PRAGMA integrity_check')" ok
done
status=0
"$binary" scan --resume latest -f jsonl -o run.jsonl 2>summary.txt || status=$?
check "the run ends with exit code 1, for some are self-signed" is "$status" 1
check "one run on record, ended whole" is "$(record 'SELECT COUNT(*), SUM(finished IS NOT NULL AND interrupted = 0) FROM run')" '1|1'
check "the record has $endpoints results" is "$(record 'SELECT COUNT(*) FROM result')" "$endpoints"
check "the file has $endpoints lines" is "$(lines)" "$endpoints"
check "of $endpoints different endpoints" is "$(different_endpoints)" "$endpoints"
check "the record is whole at the end" is "$(record 'PRAGMA integrity_check')" ok

# cpu SCAN-ARGUMENT...: user and system seconds of a scan.
cpu() {
  local ended=0
  /usr/bin/time -o time.txt -f '%U %S' "$binary" scan -q -t lab.csv --trust root.pem -c 500 -f jsonl -o /dev/null "$@" 2>errors.txt || ended=$?
  if [ "$ended" -gt 1 ]; then cat errors.txt >&2; return 1; fi
  tail -n 1 time.txt | awk '{ print $1 + $2 }'
}

ratios=()
for ((pair = 1; pair <= pairs; ++pair)); do
  with=$(cpu --record cost.db)  # the first night, then nights on which little changes
  without=$(cpu --no-record)
  ratios+=("$(awk -v a="$with" -v b="$without" 'BEGIN { printf "%.3f", a / b }')")
  printf '        pair %d: %s s with the record, %s s without: %s\n' "$pair" "$with" "$without" "${ratios[-1]}"
done
median=$(printf '%s\n' "${ratios[@]}" | sort -n | sed -n "$(((pairs + 1) / 2))p")
check "CPU with the record is at most 1.05 of that without: $median" at_most "$median" 1.05
exit "$failed"
