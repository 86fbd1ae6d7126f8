#!/usr/bin/env bash
# What third_party/boringssl/build makes of a machine's apt sources.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=third_party/boringssl/build
source "$here/../../third_party/boringssl/build"

failed=0
# expect WHAT ACTUAL EXPECTED
expect() {
  if [ "$2" != "$3" ]; then
    printf '%s:\n%s\nexpected:\n%s\n' "$1" "$2" "$3"
    failed=1
  fi
}

expect 'a stanza keeps its keyring and loses what is not Debian 12 main' "$(deb822_sources <<'END'
# Debian
Types: deb deb-src
# a comment between
URIs: http://mirror.example/debian
Suites: bookworm bookworm-updates
Components: main contrib non-free-firmware
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg
END
)" 'Types: deb-src
URIs: http://mirror.example/debian
Suites: bookworm
Components: main
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg'

expect 'several stanzas, keys in place, lists over several lines' "$(deb822_sources <<'END'
types: deb
uris: http://a.example/debian
  http://b.example/debian
suites: stable
components: main
signed-by:
 -----BEGIN PGP PUBLIC KEY BLOCK-----
 .
 mQINBF
 -----END PGP PUBLIC KEY BLOCK-----

Types: deb
URIs: https://download.example/linux/debian
Suites: bookworm
Components: stable

Enabled: no
Types: deb
URIs: http://off.example/debian
Suites: bookworm
Components: main

Types: deb
URIs: http://security.example/debian-security
Suites: bookworm-security
Components: main
END
)" 'Types: deb-src
URIs: http://a.example/debian http://b.example/debian
Suites: stable
Components: main
signed-by:
 -----BEGIN PGP PUBLIC KEY BLOCK-----
 .
 mQINBF
 -----END PGP PUBLIC KEY BLOCK-----'

expect 'one-line sources' "$(one_line_sources <<'END'
# deb http://commented.example/debian bookworm main
deb http://deb.debian.org/debian bookworm main contrib # trailing
deb [ arch=amd64 signed-by=/k.gpg ] http://b.example/debian bookworm main
deb [trusted=yes] file:/srv/mirror bookworm main
deb cdrom:[Debian]/ bookworm main
deb-src http://c.example/debian bookworm main
deb http://apt.example/ nodistro main
deb http://d.example/debian bookworm-security main
END
)" 'deb-src  http://deb.debian.org/debian bookworm main
deb-src [ arch=amd64 signed-by=/k.gpg ] http://b.example/debian bookworm main
deb-src [trusted=yes] file:/srv/mirror bookworm main'

expect 'no sources at all' "$(one_line_sources </dev/null; deb822_sources </dev/null)" ''
exit "$failed"
