#!/bin/sh
# Builds windows_paths.cc for Windows and runs it under Wine: src/permission/windows_path.cc beside another implementation of
# Win32's path functions. Without WARD_TEST_PEERS=1, mingw-w64 or Wine (Debian: g++-mingw-w64-x86-64-posix wine64) there is
# nothing to compare (exit 77). What only a Windows kernel decides is not asked here.
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
skip() { echo "skipped: $1"; exit 77; }
[ "${WARD_TEST_PEERS:-}" = 1 ] || skip "compares with other programs (WARD_TEST_PEERS=1)"
compiler=$(command -v x86_64-w64-mingw32-g++-posix) || skip "no mingw-w64 (g++-mingw-w64-x86-64-posix)"
wine=$(command -v wine64 || command -v /usr/lib/wine/wine64) || skip "no Wine (wine64)"

peers=$root/build/peers
mkdir -p "$peers"
"$compiler" -std=c++23 -O1 -static -Wall -Wextra -I"$root/src" -o "$peers/windows_paths.exe" "$root/tests/peers/windows_paths.cc" \
    "$root/src/permission/windows_path.cc" "$root/src/permission/windows_name.cc" "$root/src/base/result.cc" "$root/src/base/text.cc"
# Wine's server outlives the program for some seconds, and must not hold the test's own output open meanwhile.
status=0
WINEPREFIX=$peers/wine WINEDEBUG=-all DISPLAY='' WINEDLLOVERRIDES='mscoree=;mshtml=' \
    "$wine" "$peers/windows_paths.exe" >"$peers/windows_paths.log" 2>&1 </dev/null || status=$?
cat "$peers/windows_paths.log"
exit $status
