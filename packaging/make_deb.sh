#!/usr/bin/env bash
# Makes build/certsweep_VERSION_ARCHITECTURE.deb of a finished build folder: ./dev package.
#
#   packaging/make_deb.sh BUILD_FOLDER
#
# CERTSWEEP_MAINTAINER   "Name <address>" of who answers for the package (default: that of packaging/debian/changelog)
# The same build gives the same package, to the byte.
set -euo pipefail
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
build=$(cd "$1" && pwd)
debian=$top/packaging/debian
umask 022

die() { printf 'make_deb: %s\n' "$*" >&2; exit 1; }

# From a build folder's cache.
cached() { sed -n "s/^$1:[^=]*=//p" "$build/CMakeCache.txt"; }

version=$(cached CMAKE_PROJECT_VERSION)
logged=$(sed -n '1s/^certsweep (\(.*\)) .*/\1/p' "$debian/changelog")
[ "$version" = "$logged" ] || die "CMakeLists.txt says $version, packaging/debian/changelog $logged"
architecture=$(dpkg --print-architecture)
maintainer=${CERTSWEEP_MAINTAINER:-$(sed -n 's/^ -- \(.*>\)  .*/\1/p' "$debian/changelog" | head -n 1)}
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(date -d "$(sed -n 's/^ -- .*>  //p' "$debian/changelog" | head -n 1)" +%s)}
export SOURCE_DATE_EPOCH

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
root=$work/root
doc=$root/usr/share/doc/certsweep
mkdir "$root"
DESTDIR=$root cmake --install "$build" --prefix /usr --strip >/dev/null

# Where Debian has these.
mv "$root/usr/share/zsh/site-functions" "$root/usr/share/zsh/vendor-completions"
install -D -m 644 "$doc/examples/certsweep.toml" "$root/etc/certsweep/certsweep.toml"
find "$root/usr/share/man" -type f -exec gzip -9n {} +
gzip -9nc "$debian/changelog" >"$doc/changelog.gz"
if [ -e "$debian/lintian-overrides" ]; then
  install -D -m 644 "$debian/lintian-overrides" "$root/usr/share/lintian/overrides/certsweep"
fi

# What is linked in or compiled in comes with its licence.
boringssl=$(cached BORINGSSL_ROOT)
: "${boringssl:=$("$top/third_party/boringssl/build" --prefix)}"
license=$(find "$boringssl" -name LICENSE | head -n 1)
[ -n "$license" ] || die "no LICENSE below $boringssl"
sed -e 's/^$/./' -e 's/^/ /' "$license" >"$work/boringssl"
sed -e "/@BORINGSSL_LICENSE@/{r $work/boringssl
d}" "$debian/copyright.in" >"$doc/copyright"

# dpkg-shlibdeps wants to stand beside a source package's control file.
mkdir "$work/debian"
printf 'Source: certsweep\n\nPackage: certsweep\nArchitecture: any\n' >"$work/debian/control"
depends=$(cd "$work" && dpkg-shlibdeps -O root/usr/bin/certsweep 2>/dev/null | sed -n 's/^shlibs:Depends=//p')
[ -n "$depends" ] || die 'dpkg-shlibdeps found no dependencies'

mkdir "$root/DEBIAN"
install -m 755 "$debian/postinst" "$debian/prerm" "$debian/postrm" "$root/DEBIAN/"
(cd "$root" && find . -path ./DEBIAN -prune -o -type f -path './etc/*' -printf '/%P\n' | sort >DEBIAN/conffiles)
(cd "$root" && find . -path ./DEBIAN -prune -o -type f -printf '%P\n' | sort | xargs -d '\n' md5sum >DEBIAN/md5sums)
sed -e "s/@version@/$version/" -e "s/@architecture@/$architecture/" -e "s/@maintainer@/$maintainer/" \
  -e "s/@size@/$(du -k --apparent-size -s "$root" | cut -f1)/" -e "s/@depends@/$depends/" \
  "$debian/control.in" >"$root/DEBIAN/control"

package=$build/certsweep_${version}_$architecture.deb
find "$root" -exec touch --no-dereference --date "@$SOURCE_DATE_EPOCH" {} +
dpkg-deb --root-owner-group -Zxz --build "$root" "$package" >/dev/null
echo "$package"
