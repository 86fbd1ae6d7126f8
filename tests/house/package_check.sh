#!/usr/bin/env bash
# Shows that the Debian package is one: lintian and systemd have nothing against it, and in a clean Debian 12 it installs,
# runs, has its manual, and goes away without leaving more than the record.
#
#   tests/house/package_check.sh [PACKAGE.deb]
#
# PACKAGE         default: what packaging/make_deb.sh makes of build/ (./dev package)
# CHROOT          a folder with a Debian 12 made by debootstrap, which is copied (default: one is made)
# DEBIAN_MIRROR   default http://deb.debian.org/debian
#
# Needs root, lintian and the network, and debootstrap where CHROOT is not given. Not part of ctest: docs/installing.md.
set -euo pipefail
top=$(git -C "$(dirname "${BASH_SOURCE[0]}")" rev-parse --show-toplevel)
package=${1:-$("$top/packaging/make_deb.sh" "$top/build")}
mirror=${DEBIAN_MIRROR:-http://deb.debian.org/debian}
if [ "$(id -u)" != 0 ]; then echo 'needs root: a chroot is made' >&2; exit 2; fi
command -v lintian >/dev/null || { echo 'needs lintian' >&2; exit 2; }
work=$(mktemp -d)
root=$work/root
failed=0

clean_up() {
  umount "$root/proc" "$root/dev" 2>/dev/null || true
  # Never through a mount that is still there.
  if ! grep -q " $work/" /proc/mounts; then rm -rf --one-file-system "$work"; fi
}
trap clean_up EXIT

# holds WHAT COMMAND...: says whether it does, with what the command printed where it does not.
holds() {
  local what=$1
  shift
  if "$@" >"$work/said" 2>&1; then
    printf 'ok      %s\n' "$what"
  else
    printf 'FAILED  %s\n' "$what"
    sed 's/^/        /' "$work/said"
    failed=1
  fi
}

inside() {
  env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive \
    ${http_proxy:+http_proxy="$http_proxy"} ${https_proxy:+https_proxy="$https_proxy"} chroot "$root" "$@"
}

# What lies in the chroot that is not /proc, /dev, or where apt, dpkg and adduser keep their own lists.
files() {
  (cd "$root" && find . -xdev \( -path ./proc -o -path ./dev -o -path ./tmp -o -path ./var/lib/dpkg -o -path ./var/lib/apt \
    -o -path ./var/cache -o -path ./var/log -o -path ./run/adduser -o -path './etc/*-' \) -prune -o -print | sort)
}

make_root() {
  if [ -n "${CHROOT:-}" ]; then
    cp -a --reflink=auto "$CHROOT" "$root"
  else
    debootstrap --variant=minbase --include=ca-certificates bookworm "$root" "$mirror" >"$work/debootstrap.log"
    cp /etc/resolv.conf "$root/etc/"
    grep -rhiE '^\s*Acquire::[a-z]+::proxy' /etc/apt/apt.conf /etc/apt/apt.conf.d 2>/dev/null >"$root/etc/apt/apt.conf.d/90proxy" || true
  fi
  mount -t proc proc "$root/proc"
  mount --bind /dev "$root/dev"
  cp "$package" "$root/tmp/certsweep.deb"
  # Debian's small images leave manuals out.
  rm -f "$root"/etc/dpkg/dpkg.cfg.d/*docker* "$root"/etc/dpkg/dpkg.cfg.d/*excludes*
  inside apt-get -q update
  # What it depends on stays when it goes, and is not what is looked at.
  local depends
  depends=$(dpkg-deb -f "$package" Depends | sed -e 's/([^)]*)//g' -e 's/,//g')
  # shellcheck disable=SC2086  # a list
  inside apt-get -q install -y --no-install-recommends man-db $depends
}

no_complaint() {
  local said
  said=$(lintian --allow-root --pedantic "$package")
  echo "$said"
  [ -z "$said" ]
}

units_are_good() {
  dpkg-deb -x "$package" "$work/units"
  # The program is not where the units will find it; nothing else may be wrong.
  local said
  sed -i 's|^ExecStart=/usr/bin/certsweep|ExecStart=/bin/true|' "$work/units/usr/lib/systemd/system/certsweep-scan.service"
  said=$(systemd-analyze verify --man=no "$work"/units/usr/lib/systemd/system/certsweep-scan.{service,timer} 2>&1)
  echo "$said"
  [ -z "$said" ]
}

exposure_is_low() { systemd-analyze security --offline=true --threshold=20 "$work/units/usr/lib/systemd/system/certsweep-scan.service"; }

# A scan as the service makes it, by its user, in the folder of the record.
scans_as_its_user() {
  mkdir -p "$root/var/lib/certsweep"
  inside chown certsweep:certsweep /var/lib/certsweep
  local status=0
  inside setpriv --reuid certsweep --regid certsweep --clear-groups sh -c \
    'cd /var/lib/certsweep && certsweep scan --config /etc/certsweep/certsweep.toml --progress never 127.0.0.1' || status=$?
  # 3: nothing listens there.
  [ "$status" = 3 ] && [ "$(stat -c %U "$root/var/lib/certsweep/estate.db" 2>/dev/null)" != root ] && [ -s "$root/var/lib/certsweep/estate.db" ]
}

left_behind() {
  files >"$work/after"
  diff "$work/before" "$work/after" | grep '^[<>]' | grep -v -x -F -f <(printf '> ./%s\n' "$@") | tee "$work/left"
  [ ! -s "$work/left" ]
}

command -v systemd-analyze >/dev/null || echo 'systemd-analyze is not there: the units were not looked at'
holds 'lintian has nothing to say' no_complaint
if command -v systemd-analyze >/dev/null; then
  holds 'systemd takes the units' units_are_good
  holds 'the service is exposed to little (systemd-analyze security)' exposure_is_low
fi
if ! make_root >"$work/make_root.log" 2>&1; then tail -n 20 "$work/make_root.log" >&2; exit 1; fi
files >"$work/before"
holds 'it installs' inside dpkg -i /tmp/certsweep.deb
holds 'the program runs' inside certsweep --version
holds 'its manual pages are there' inside sh -c 'man certsweep | grep -q certsweep-scan && man certsweep-scan | grep -q "EXIT STATUS"'
holds 'its configuration is good' inside certsweep config check /etc/certsweep/certsweep.toml
holds 'its user is there' inside sh -c 'getent passwd certsweep | grep -q ":/var/lib/certsweep:/usr/sbin/nologin$"'
holds 'the timer is off' inside sh -c '! test -e /etc/systemd/system/timers.target.wants/certsweep-scan.timer'
holds 'a scan as the service makes it keeps a record' scans_as_its_user
holds 'it installs again over itself' inside dpkg -i /tmp/certsweep.deb
holds 'it is removed' inside dpkg -r certsweep
holds 'its configuration stays until it is purged' test -e "$root/etc/certsweep/certsweep.toml"
holds 'it is purged' inside dpkg -P certsweep
holds 'the record and its user stay' inside sh -c 'test -s /var/lib/certsweep/estate.db && getent passwd certsweep'
holds 'and nothing else' left_behind var/lib/certsweep var/lib/certsweep/estate.db
rm -r "$root/var/lib/certsweep"
holds 'without a record it goes whole' inside sh -c 'dpkg -i /tmp/certsweep.deb && dpkg -P certsweep && ! getent passwd certsweep'
holds 'without a trace' left_behind var/lib/certsweep
exit "$failed"
