#!/usr/bin/env bash
# Shows that the README's two commands work on a clean Debian 12 with nothing but git: makes one with debootstrap, clones
# the commit that is checked out into it, and runs them there, in either order, each in a fresh copy.
#
#   tests/house/clean_chroot_check.sh [--keep] [FOLDER] [COMMAND...]
#
# FOLDER    where the chroots are made (default: a temporary one, removed afterwards; --keep leaves it)
# COMMAND   what to run in place of both orders, e.g.: ./dev install-deps
# DEBIAN_MIRROR   default http://deb.debian.org/debian
#
# Needs root, debootstrap, 10 GB and the network. Not part of ctest: docs/building.md.
set -euo pipefail
top=$(git -C "$(dirname "${BASH_SOURCE[0]}")" rev-parse --show-toplevel)
mirror=${DEBIAN_MIRROR:-http://deb.debian.org/debian}
keep=no
if [ "${1:-}" = --keep ]; then keep=yes; shift; fi
work=${1:-$(mktemp -d)}
shift || true

if [ "$(id -u)" != 0 ]; then echo 'needs root: a chroot is made' >&2; exit 2; fi
command -v debootstrap >/dev/null || { echo 'needs debootstrap' >&2; exit 2; }
mkdir -p "$work"

unmount() {
  local root
  for root in "$work"/*/; do
    umount "$root/proc" 2>/dev/null || true
    umount "$root/dev" 2>/dev/null || true
  done
}
clean_up() {
  unmount
  # Never through a mount that is still there.
  if [ "$keep" = no ] && ! grep -q " $work/" /proc/mounts; then rm -rf --one-file-system "$work"; fi
}
trap clean_up EXIT

# A base that both runs copy; debootstrap itself is not what is checked.
make_base() {
  if [ -d "$work/base" ]; then return; fi
  debootstrap --variant=minbase --include=git,ca-certificates bookworm "$work/base.new" "$mirror" >"$work/debootstrap.log" || {
    tail -n 20 "$work/debootstrap.log" >&2
    exit 1
  }
  cat >"$work/base.new/etc/apt/sources.list" <<END
deb $mirror bookworm main
deb ${mirror}-security bookworm-security main
END
  cp /etc/resolv.conf /etc/hosts "$work/base.new/etc/"
  # A machine behind a proxy has that in its apt configuration, and so has a copy of it.
  grep -rhiE '^\s*Acquire::[a-z]+::proxy' /etc/apt/apt.conf /etc/apt/apt.conf.d 2>/dev/null >"$work/base.new/etc/apt/apt.conf.d/90proxy" || true
  mv "$work/base.new" "$work/base"
}

# in_fresh_copy NAME COMMAND...: each command by itself, timed, in a new copy of the base.
in_fresh_copy() {
  local name=$1 root=$work/$1 command start status=0
  shift
  umount "$root/proc" "$root/dev" 2>/dev/null || true
  rm -rf --one-file-system "$root"
  cp -a --reflink=auto "$work/base" "$root"
  mount -t proc proc "$root/proc"
  mount --bind /dev "$root/dev"
  git clone -q --no-hardlinks "$top" "$root/root/certsweep"
  for command; do
    start=$SECONDS
    echo "=== $name: $command"
    env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 \
      ${http_proxy:+http_proxy="$http_proxy"} ${https_proxy:+https_proxy="$https_proxy"} \
      chroot "$root" bash -c "cd /root/certsweep && $command" || status=$?
    echo "=== $name: $command: status $status after $((SECONDS - start)) s"
    if [ "$status" != 0 ]; then exit 1; fi
  done
}

make_base
if [ $# -gt 0 ]; then
  in_fresh_copy own "$*"
else
  in_fresh_copy demo-first './dev demo' './dev test'
  in_fresh_copy test-first './dev test' './dev demo'
fi
