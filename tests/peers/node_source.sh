#!/bin/sh
# Gets Debian's source of node 18.20.4 (a real tree with some forty vendored components) into build/peers/node-18.20.4.
#
# The mirror is the one this machine already uses; apt gets a private source list and state, so that the system's are
# never touched. Prints the tree's path. Exit 3 where the source cannot be had.
set -eu
here=$(cd "$(dirname "$0")/../.." && pwd)
peers=$here/build/peers
tree=$peers/node-18.20.4
if [ -f "$tree/src/node_version.h" ]; then echo "$tree"; exit 0; fi

apt=$peers/apt
mkdir -p "$apt/lists/partial" "$apt/cache/archives/partial" "$apt/preferences" "$apt/download"
: >"$apt/status"
# Both Debian stanzas of the system's list (the archive and its security updates), as deb-src.
list=
for file in /etc/apt/sources.list.d/*.sources /etc/apt/sources.list; do
    [ -f "$file" ] && grep -q 'bookworm' "$file" && grep -q 'debian' "$file" && list="$list $file"
done
if [ -z "$list" ]; then echo "node_source: no Debian source list with bookworm here" >&2; exit 3; fi
for file in $list; do
    case $file in
        *.sources) sed 's/^Types:.*/Types: deb-src/' "$file" >"$apt/$(basename "$file")" ;;
        *) sed -n 's/^deb /deb-src /p' "$file" >"$apt/$(basename "$file").list" ;;
    esac
done

options="-o Dir::Etc::sourcelist=/dev/null -o Dir::Etc::sourceparts=$apt -o Dir::State=$apt -o Dir::State::lists=$apt/lists
    -o Dir::State::status=$apt/status -o Dir::Cache=$apt/cache -o Dir::Etc::preferencesparts=$apt/preferences -o APT::Sandbox::User="
# $options is meant to be split.
# shellcheck disable=SC2086
fetch() {
    apt-get $options -qq update >&2 || return
    # Debian's revision moves with its security updates and not every mirror has each; the upstream tarball stays.
    for version in $(apt-cache $options showsrc nodejs | sed -n 's/^Version: \(18\.20\.4+dfsg-.*\)/\1/p' | sort -r); do
        (cd "$apt/download" && apt-get $options -qq source --download-only --tar-only "nodejs=$version" >&2) && return
    done
    return 1
}
fetch || { echo "node_source: the mirror does not have it" >&2; exit 3; }

unpacked=$peers/unpacking
rm -rf "$unpacked"
mkdir -p "$unpacked"
# Only the main tarball: Debian's component tarballs (orig-NAME) are no part of what node ships.
tar -xf "$apt/download/nodejs_18.20.4+dfsg.orig.tar.xz" -C "$unpacked" --strip-components=1
mv "$unpacked" "$tree"
echo "$tree"
