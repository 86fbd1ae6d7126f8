# shellcheck shell=bash
# Reads the tables of mutations in tests/house/mutations; sourced by mutation_check.sh and mutations_apply_test.sh.
#
# A table is made of blocks with an empty line between them, under the file they change:
#
#   == engine/pki/checks/usage.cc
#
#   the keyUsage of an issuer is not looked at
#   -(*issuer.key_usage() & x509::kKeyCertSign) == 0
#   +false
#
# The first line of a block says what is gone. What follows `-` stands exactly once in the file and what follows `+` takes
# its place; several lines of each are one text of several lines. Lines that begin with `#` are comments.

declare -a mutation_file mutation_what mutation_old mutation_new

# read_mutations TABLE...: fills the four arrays, one element a mutation.
read_mutations() {
  local table line file='' what='' old='' new='' has_old=no has_new=no
  finish_block() {
    if [ -n "$what" ]; then
      mutation_file+=("$file") mutation_what+=("$what") mutation_old+=("$old") mutation_new+=("$new")
    fi
    what='' old='' new='' has_old=no has_new=no
  }
  for table; do
    while IFS= read -r line || [ -n "$line" ]; do
      case $line in
        '#'*) ;;
        '') finish_block ;;
        '== '*) finish_block; file=${line#== } ;;
        -*) if [ $has_old = yes ]; then old+=$'\n'; fi; old+=${line#-}; has_old=yes ;;
        +*) if [ $has_new = yes ]; then new+=$'\n'; fi; new+=${line#+}; has_new=yes ;;
        *) finish_block; what=$line ;;
      esac
    done <"$table"
    finish_block
  done
}

# occurrences TEXT PART: how often PART, which is not empty, stands in TEXT.
occurrences() {
  local without=${1//"$2"/}
  echo $(((${#1} - ${#without}) / ${#2}))
}

# why_not_applicable INDEX TEXT-OF-ITS-FILE: nothing where the mutation can be made.
why_not_applicable() {
  local old=${mutation_old[$1]} count
  if [ -z "$old" ]; then echo 'it says no text to replace'; return; fi
  if [ "$old" = "${mutation_new[$1]}" ]; then echo 'it changes nothing'; return; fi
  count=$(occurrences "$2" "$old")
  if [ "$count" != 1 ]; then echo "its text stands $count times in the file"; fi
}

# mutated INDEX TEXT-OF-ITS-FILE: the text with the mutation made.
mutated() {
  local old=${mutation_old[$1]}
  printf '%s\n' "${2%%"$old"*}${mutation_new[$1]}${2#*"$old"}"
}
