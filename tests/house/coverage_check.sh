#!/usr/bin/env bash
# Which lines of engine/pki and engine/x509 their own tests run, counted by gcov:
#
#   tests/house/coverage_check.sh [--lines] [ROOM...]     ROOM: engine/pki, engine/x509 (default: both)
#
#   --lines   also every line that no test ran
#
# Builds the test programs of tests/ROOM under the preset `coverage` (build-coverage/), runs them, and prints the share of
# every source and header and of each room as a whole. Fuzz targets don't count: they run lines without saying what
# those are to do. Ends with 1 if a room is below 95 %, or a test fails. Some minutes; not part of ctest.
set -euo pipefail
readonly wanted=95
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
build=$top/build-coverage
show_lines=no
if [ "${1:-}" = --lines ]; then show_lines=yes; shift; fi
rooms=("$@")
if [ ${#rooms[@]} = 0 ]; then rooms=(engine/pki engine/x509); fi
for room in "${rooms[@]}"; do
  [ -d "$top/tests/$room" ] || { echo "no such room with tests: $room" >&2; exit 2; }
done
cd "$top"

mapfile -t programs < <(for room in "${rooms[@]}"; do grep -rhoP 'certsweep_test\(\K\w+' "tests/$room"; done)
mkdir -p "$build"
cmake --preset coverage >"$build/configure.log" 2>&1 || { cat "$build/configure.log" >&2; exit 1; }
ninja -C "$build" "${programs[@]}" >"$build/build.log" || { tail -n 40 "$build/build.log" >&2; exit 1; }

# Counts add up from run to run: those of before say nothing about the tests of now.
find "$build" -name '*.gcda' -delete
failed=0
for program in "${programs[@]}"; do
  echo "running $program"
  if ! "$(find "$build/tests" -type f -name "$program")" >"$build/$program.log" 2>&1; then
    grep -F '[  FAILED  ]' "$build/$program.log" || tail -n 5 "$build/$program.log"
    failed=1
  fi
done

# One call for all of a room: gcov then adds up what a header's lines did in each object that includes it. A source that
# no program linked has notes and no counts, and is there with 0.
for room in "${rooms[@]}"; do
  report=$build/gcov/${room//\//_}
  rm -rf "$report"
  mkdir -p "$report"
  find "$build/$room" "$build/tests/$room" -name '*.gcno' -print0 |
    (cd "$report" && xargs -0 gcov --relative-only --source-prefix "$top" --preserve-paths) >"$report/summary" 2>/dev/null
  awk -v room="$room/" -v wanted="$wanted" '
    BEGIN { sorted = "sort | cut -f 2-" }
    $1 == "File" { file = substr($0, 7, length($0) - 7) }
    /^Lines executed:/ && index(file, room) == 1 {
      split($2, part, /[:%]/); share[file] = part[2]; total[file] = $NF; file = ""
    }
    /^No executable lines/ { file = "" }
    END {
      for (file in share) {
        lines += total[file]; run += share[file] * total[file] / 100
        printf "%s\t%s%7.2f %%  %5d  %s\n", file, share[file] < wanted ? "below " : "      ", share[file], total[file], file | sorted
      }
      close(sorted)
      if (lines == 0) { print room " has no counts"; exit 1 }
      printf "%s%7.2f %%  %5d  %s as a whole\n\n", run * 100 < wanted * lines ? "BELOW " : "      ", run * 100 / lines, lines, room
      exit run * 100 < wanted * lines
    }' "$report/summary" || failed=1
  if [ "$show_lines" = yes ]; then
    (cd "$report" && awk -F: -v room="${room//\//#}#" '
      # What a template or an inline function did as a whole stands before what each instance of it did.
      index(FILENAME, room) == 1 && !seen[FILENAME $2]++ && $1 ~ /#####|=====/ {
        file = FILENAME; gsub(/#/, "/", file); sub(/\.gcov$/, "", file)
        line = $0; sub(/^[^:]*:[^:]*:/, "", line); printf "%s:%d:%s\n", file, $2, line
      }' *.gcov)
  fi
done
exit "$failed"
