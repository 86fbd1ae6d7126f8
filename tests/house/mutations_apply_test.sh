#!/usr/bin/env bash
# Each mutation that mutation_check.sh tries can still be made: its text stands exactly once in its source. And every
# check of engine/pki/checks has one.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
top=$here/../..
# shellcheck source=tests/house/mutations.sh
source "$here/mutations.sh"
read_mutations "$here"/mutations/*.txt

failed=0
complain() { echo "$1: $2"; failed=1; }

declare -A text has_mutation seen
for i in "${!mutation_file[@]}"; do
  file=${mutation_file[$i]} name="${mutation_file[$i]}: ${mutation_what[$i]}"
  if [ ! -f "$top/$file" ]; then complain "$name" 'there is no such file'; continue; fi
  if [ -z "${text[$file]:-}" ]; then text[$file]=$(<"$top/$file"); fi
  why=$(why_not_applicable "$i" "${text[$file]}")
  if [ -n "$why" ]; then complain "$name" "$why"; fi
  if [ -n "${seen[$name]:-}" ]; then complain "$name" 'two mutations say that they remove the same'; fi
  seen[$name]=yes has_mutation[$file]=yes
done
for source in "$top"/engine/pki/checks/*.cc; do
  file=${source#"$top"/}
  if [ -z "${has_mutation[$file]:-}" ]; then complain "$file" 'a check without a mutation in tests/house/mutations'; fi
done
echo "${#mutation_file[@]} mutations of ${#has_mutation[@]} files"
exit "$failed"
