#!/usr/bin/env bash
# What must hold of a scan at full size, measured on this machine against labs of its own:
#
#   tests/integration/scale_check.sh [BINARY]          default: build/certsweep
#
#   kinds       5,000 mixed endpoints, three times: each has exactly the verdict and findings of its kind
#   healthy     5,000 at -c 5000; 20,000 at -c 20000; the same with at most 1,024 file descriptors: all compliant at once
#   memory      peak memory at 100,000 targets within 10 % of that at 10,000; under 64 MiB at -c 500
#   dead        9,000 healthy and 1,000 silent endpoints take no longer than the 9,000 alone and 1.5 handshake timeouts
#
# Some minutes, and 100,000 addresses of 127.0.0.0/8, so it is not part of ctest. Ends with 1 if something does not hold.
set -euo pipefail
binary=$(realpath "${1:-$(dirname "${BASH_SOURCE[0]}")/../../build/certsweep}")
work=$(mktemp -d)
lab=
failed=0
stop_lab() { if [ -n "$lab" ]; then kill "$lab" 2>/dev/null || true; wait "$lab" 2>/dev/null || true; lab=; fi; }
trap 'stop_lab; rm -rf "$work"' EXIT
cd "$work"

# start_lab ENDPOINTS MIX: on a free port, from 127.64.0.1 on.
start_lab() {
  rm -f lab.log lab.csv root.pem
  "$binary" lab --endpoints "$1" ${2:+--mix "$2"} --port 0 --address 127.64.0.1 --inventory lab.csv --trust-out root.pem -q >lab.log 2>&1 &
  lab=$!
  until grep -qs ready lab.log; do kill -0 "$lab" || { cat lab.log >&2; exit 1; }; sleep 0.1; done
}

# scan OPTION...: into run.jsonl; sets seconds and kilobytes.
scan() {
  local status=0
  /usr/bin/time -o time.txt -f '%e %M' "$binary" scan --trust root.pem --record estate.db -f jsonl -o run.jsonl -q "$@" 2>errors.txt || status=$?
  if [ "$status" -gt 1 ] && [ "$status" != 3 ]; then cat errors.txt >&2; fi
  read -r seconds kilobytes < <(tail -n 1 time.txt)
}

check() {  # WHAT COMMAND...
  local what=$1
  shift
  if "$@"; then printf 'ok      %s\n' "$what"; else printf 'FAILED  %s\n' "$what"; failed=1; fi
}

count() { grep -c "$1" run.jsonl || true; }
all_compliant() { [ "$(count '"attempts":1,"verdict":"compliant","mendable":false,"queued":false')" = "$1" ] && [ "$(wc -l <run.jsonl)" = "$1" ]; }
at_most() { awk -v a="$1" -v b="$2" 'BEGIN { exit !(a <= b) }'; }

# Verdict and codes of every line against what the inventory says of its address.
as_the_inventory_says() {
  awk -F'"' '
    NR == FNR { split($0, c, ","); wanted[c[1]] = c[6] " " c[7]; next }
    {
      match($0, /"host":"[^"]*"/); host = substr($0, RSTART + 8, RLENGTH - 9)
      match($0, /"verdict":"[^"]*"/); verdict = substr($0, RSTART + 11, RLENGTH - 12)
      rest = $0; codes = ""; n = 0
      while (match(rest, /"code":"[^"]*"/)) { list[n++] = substr(rest, RSTART + 8, RLENGTH - 9); rest = substr(rest, RSTART + RLENGTH) }
      for (i = 0; i < n; ++i) for (j = i + 1; j < n; ++j) if (list[j] < list[i]) { t = list[i]; list[i] = list[j]; list[j] = t }
      for (i = 0; i < n; ++i) codes = codes (i ? ";" : "") list[i]
      if (wanted[host] != verdict " " codes) { ++wrong; if (wrong <= 5) print "        " host ": " verdict " " codes ", wanted " wanted[host] }
      ++lines
    }
    END { exit !(wrong == 0 && lines == '"$1"') }' lab.csv run.jsonl
}

start_lab 5000 ''
for round in 1 2 3; do
  scan -t lab.csv --handshake-timeout 4
  check "5,000 mixed endpoints are what they are, round $round ($seconds s)" as_the_inventory_says 5000
done
stop_lab

start_lab 5000 good-ecdsa=0.7,good-rsa=0.3
scan -t lab.csv -c 5000
check "5,000 healthy endpoints at -c 5000: all compliant, at once ($seconds s, $((kilobytes / 1024)) MiB)" all_compliant 5000
stop_lab

start_lab 20000 good-ecdsa
scan -t lab.csv -c 20000
check "20,000 at -c 20000: all compliant, at once ($seconds s, $((kilobytes / 1024)) MiB)" all_compliant 20000
ulimit -Sn 1024
binary_limited() { (ulimit -Hn 1024; "$@"); }
binary_limited scan -t lab.csv -c 20000
check '20,000 with at most 1,024 file descriptors: all compliant, at once' all_compliant 20000
ulimit -Sn "$(ulimit -Hn)"
stop_lab

start_lab 100000 good-ecdsa
head -n 10001 lab.csv >tenth.csv
scan -t tenth.csv
tenth=$kilobytes
scan -t lab.csv
check "100,000 targets: all compliant ($seconds s)" all_compliant 100000
check "peak memory: $((tenth / 1024)) MiB at 10,000 targets, $((kilobytes / 1024)) MiB at 100,000" at_most "$kilobytes" "$((tenth * 110 / 100))"
check 'peak memory at -c 500 under 64 MiB' at_most "$kilobytes" $((64 * 1024))
stop_lab

start_lab 10000 good-ecdsa=0.9,silent=0.1
{ head -n 1 lab.csv; grep ',good-ecdsa,' lab.csv; } >good.csv
scan -t good.csv -c 2000 --handshake-timeout 3 --retries 0
alone=$seconds
scan -t lab.csv -c 2000 --handshake-timeout 3 --retries 0
check "9,000 alone take $alone s, with 1,000 silent ones $seconds s (timeout 3 s)" at_most "$seconds" "$(awk -v a="$alone" 'BEGIN { print a + 4.5 }')"
stop_lab
exit "$failed"
