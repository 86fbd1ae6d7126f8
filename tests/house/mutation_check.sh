#!/usr/bin/env bash
# For each check of engine/pki and each rule of the parsers of engine/x509: without it, does a test fail?
#
#   tests/house/mutation_check.sh [--resume] [-j N] [PATTERN]
#
#   PATTERN    only mutations whose "FILE: what is gone" matches it (grep -E)
#   -j N       as many at a time (default: processors)
#   --resume   those that were killed before, and whose source is as it was then, are not tried again
#
# The mutations stand in tests/house/mutations (mutations.sh says how). Each is made in a copy of its one source; that is
# compiled, the rooms' test programs are linked with it in place of the library's own, and run up to the first test that
# fails. Prints `killed` and the test, or `SURVIVED`. Ends with 1 if one survives, can't be made any more or does not
# compile. Builds in build-mutation/; some seconds for each mutation, so it is not part of ctest.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
top=$(cd "$here/../.." && pwd)
build=$top/build-mutation
results=$build/results
# The cheap ones first.
readonly x509_programs=(engine_x509_test engine_pki_test pki_suites_test)
readonly pki_programs=(engine_pki_test pki_suites_test hostile_pools_test)
readonly most_seconds=180

resume=no jobs=$(nproc)
while [ $# -gt 0 ]; do
  case $1 in
    --resume) resume=yes; shift ;;
    -j) jobs=$2; shift 2 ;;
    -*) echo "usage: ${BASH_SOURCE[0]} [--resume] [-j N] [PATTERN]" >&2; exit 2 ;;
    *) break ;;
  esac
done
pattern=${1:-.}

# shellcheck source=tests/house/mutations.sh
source "$here/mutations.sh"
read_mutations "$here"/mutations/*.txt
cd "$top"

# ------------------------------------------------------------------------------- the programs as they are

build_programs() {
  mkdir -p "$build"
  cmake --preset debug -B "$build" -DCMAKE_CXX_FLAGS_DEBUG='-O1 -D_GLIBCXX_ASSERTIONS' -DCERTSWEEP_WERROR=OFF \
    -DCERTSWEEP_BUILD_BENCHMARKS=OFF >"$build/configure.log" 2>&1 || { cat "$build/configure.log" >&2; exit 1; }
  ninja -C "$build" "${x509_programs[@]}" "${pki_programs[@]}" >"$build/build.log" || { tail -n 40 "$build/build.log" >&2; exit 1; }
}

program_path() { find "$build/tests" -type f -name "$1" -printf '%P\n'; }

# Tests that fail anyhow would kill everything.
check_programs() {
  local program
  for program in engine_x509_test "${pki_programs[@]}"; do
    "$build/tests/$(program_path "$program")" >"$build/$program.log" 2>&1 && continue
    echo "$program fails without any mutation:" >&2
    grep -F '[  FAILED  ]' "$build/$program.log" >&2 || tail -n 5 "$build/$program.log" >&2
    exit 1
  done
}

# ------------------------------------------------------------------------------- one mutation

# compile FILE SOURCE OBJECT OPTION...: as the build compiles FILE, but the source and into the object.
compile() {
  local room=${1%%/checks/*} target command
  room=${room%/*.cc}
  target=$room/CMakeFiles/certsweep_${room##*/}.dir/${1#"$room"/}.o
  command=$(ninja -C "$build" -t commands -s "$target" | tail -n 1)
  command=${command/" -c $top/$1"/" -w ${*:4} -c $2"}
  command=${command/" -o $target"/" -o $3"}
  command=${command/" -MF $target.d"/" -MF $3.d"}
  (cd "$build" && CCACHE_DISABLE=1 eval "$command")
}

# precompile FILE FOLDER: what FILE includes, once for all its mutations.
precompile() {
  if cmp -s "$2/prefix.h" <(grep '^#include' "$1"); then return; fi
  rm -f "$2/prefix.h.gch"
  grep '^#include' "$1" >"$2/prefix.h"
  compile "$1" "$2/prefix.h" "$2/prefix.h.gch" -x c++-header >"$2/compile.log" 2>&1 || cat "$2/compile.log" >&2
}

# link PROGRAM OBJECT OUTPUT: an object that is named stands before one of the same symbols in a library.
link() {
  local path command
  path=tests/$(program_path "$1")
  command=$(ninja -C "$build" -t commands -s "$path" | tail -n 1)
  command=${command/" -o $path "/" $2 -o $3 "}
  (cd "$build" && eval "$command")
}

# run PROGRAM LOG OPTION...: up to the first test that fails; 124 where it does not end.
run() { { timeout "$most_seconds" "$1" --gtest_fail_fast "${@:3}" >"$2" 2>&1; } 2>/dev/null; }

# first_failure LOG STATUS: the test that failed, that was running when the program ended or was stopped.
first_failure() {
  local failed
  failed=$(grep -m 1 -oP '^\[  FAILED  \] \K[^ ,]+' "$1" || true)
  if [ -z "$failed" ]; then failed=$(grep -oP '^\[ RUN      \] \K\S+' "$1" | tail -n 1 || true); fi
  if [ "$2" = 124 ]; then failed+=', which does not end'; elif [ "$2" -gt 124 ]; then failed+=', which crashes'; fi
  echo "$failed"
}

# own_tests FILE: a filter for the tests that mirror it: usage.cc has those of UsageTest.
own_tests() { sed -E 's/(^|_)(.)/\U\2/g' <<<"$(basename "$1" .cc)" | sed 's/$/Test.*/'; }

# try INDEX FOLDER: one line of the result.
try() {
  local i=$1 work=$2 file=${mutation_file[$1]} name="${mutation_file[$1]}: ${mutation_what[$1]}"
  local copy=$2/mutant.cc program text why status hash programs=("${pki_programs[@]}")
  case $file in engine/x509/*) programs=("${x509_programs[@]}") ;; esac
  if [ ! -f "$file" ]; then echo "NO FILE   $name"; return; fi
  text=$(<"$file")
  why=$(why_not_applicable "$i" "$text")
  if [ -n "$why" ]; then echo "STALE     $name: $why"; return; fi
  mutated "$i" "$text" >"$copy"
  hash=$(sha256sum <"$copy" | cut -c1-64)
  if [ $resume = yes ] && grep -qsF "killed $hash" "$results"; then echo "killed    $name   (before)"; return; fi
  precompile "$file" "$work"
  if ! compile "$file" "$copy" "$work/mutant.o" -include "$work/prefix.h" >"$work/compile.log" 2>&1; then
    echo "NO BUILD  $name: $(grep -m 1 -F error: "$work/compile.log" || true)"
    return
  fi
  for program in "${programs[@]}"; do
    if ! link "$program" "$work/mutant.o" "$work/$program" >"$work/link.log" 2>&1; then
      echo "NO BUILD  $name: $(tail -n 1 "$work/link.log")"
      return
    fi
    status=0
    if [ "$program" = "${programs[0]}" ]; then
      run "$work/$program" "$work/log" --gtest_filter="$(own_tests "$file")" || status=$?
    fi
    if [ "$status" = 0 ]; then run "$work/$program" "$work/log" || status=$?; fi
    if [ "$status" = 0 ]; then continue; fi
    echo "killed $hash" >>"$results"
    echo "killed    $name   <- $(first_failure "$work/log" "$status")"
    return
  done
  echo "SURVIVED  $name"
}

# work NUMBER INDEX...: the mutations of those files that no other worker has taken.
work() {
  local worker=$1 folder=$build/worker-$1 i claim
  shift
  mkdir -p "$folder"
  rm -f "$folder/prefix.h"
  for i; do
    claim=$claims/${mutation_file[$i]//\//_}
    if mkdir "$claim" 2>/dev/null; then : >"$claim/$worker"; elif [ ! -e "$claim/$worker" ]; then continue; fi
    try "$i" "$folder" | tee -a "$build/report"
  done
}

# ------------------------------------------------------------------------------- all of them

selected=()
for i in "${!mutation_file[@]}"; do
  if grep -qE -- "$pattern" <<<"${mutation_file[$i]}: ${mutation_what[$i]}"; then selected+=("$i"); fi
done
if [ ${#selected[@]} = 0 ]; then echo "no mutation matches $pattern" >&2; exit 2; fi

build_programs
check_programs
claims=$(mktemp -d)
workers=()
trap 'rm -rf "$claims"; kill "${workers[@]}" 2>/dev/null || true' EXIT
: >"$build/report"
for ((worker = 1; worker <= jobs; ++worker)); do
  work "$worker" "${selected[@]}" &
  workers+=($!)
done
wait "${workers[@]}"
workers=()

killed=$(grep -c '^killed ' "$build/report" || true)
echo "$killed of ${#selected[@]} mutations are killed"
if [ "$killed" != ${#selected[@]} ]; then
  grep -v '^killed ' "$build/report" || true
  exit 1
fi
