#!/usr/bin/env bash
# What `cmake --install` puts into a prefix is all there and works from there.
#
#   install_test.sh BUILD_FOLDER
set -euo pipefail
build=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
prefix=$work/prefix

fail() { echo "install_test: $*" >&2; exit 1; }

cmake --install "$build" --prefix "$prefix" >"$work/log" || { cat "$work/log"; fail 'it does not install'; }
"$prefix/bin/certsweep" --version >/dev/null || fail 'the program does not run'
for file in share/man/man1/certsweep.1 share/bash-completion/completions/certsweep share/zsh/site-functions/_certsweep \
  share/fish/vendor_completions.d/certsweep.fish share/doc/certsweep/README.md share/doc/certsweep/docs/scanning.md \
  share/doc/certsweep/examples/certsweep.toml lib/systemd/system/certsweep-scan.service \
  lib/systemd/system/certsweep-scan.timer; do
  [ -s "$prefix/$file" ] || fail "$file is missing"
done
# A page for each command of the help.
for command in $("$prefix/bin/certsweep" help | sed -n '/^Commands:/,/^$/s/^  \([a-z]*\) .*/\1/p'); do
  [ -s "$prefix/share/man/man1/certsweep-$command.1" ] || fail "no manual page of $command"
done
example=$prefix/share/doc/certsweep/examples/certsweep.toml
"$prefix/bin/certsweep" config check "$example" | tail -n 1 | grep -q ': 0 of [0-9]* keys are given$' ||
  fail 'the example configuration is wrong, or not all of it is a comment'
grep -qxF "ExecStart=$prefix/bin/certsweep scan --config $prefix/etc/certsweep/certsweep.toml --progress never" \
  "$prefix/lib/systemd/system/certsweep-scan.service" || fail 'the service names another program or configuration'

# Below /usr the configuration is in /etc.
DESTDIR=$work/staged cmake --install "$build" --prefix /usr >/dev/null
grep -qxF 'ExecStart=/usr/bin/certsweep scan --config /etc/certsweep/certsweep.toml --progress never' \
  "$work/staged/usr/lib/systemd/system/certsweep-scan.service" || fail 'the service of /usr has its configuration elsewhere'
