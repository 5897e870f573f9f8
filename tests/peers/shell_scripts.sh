#!/bin/sh
# Gets Debian's sources of packages with many shell scripts into build/peers/shell_scripts, for shell_scripts.py. The mirror is
# the one this machine already uses; apt gets a private source list and state. Prints the folder. Exit 3 where not all can be had.
set -eu
peers=$(cd "$(dirname "$0")/../.." && pwd)/build/peers
folder=$peers/shell_scripts
packages="git coreutils util-linux bash glibc apt autoconf automake-1.16 libtool gettext findutils grep systemd openssl
    dpkg debhelper busybox initramfs-tools sed tar gzip gawk diffutils dash devscripts"
if [ -f "$folder/complete" ]; then echo "$folder"; exit 0; fi

apt=$peers/apt-sources
mkdir -p "$apt/lists/partial" "$apt/cache/archives/partial" "$apt/preferences" "$apt/parts" "$folder/download"
: >"$apt/status"
found=
for file in /etc/apt/sources.list.d/*.sources /etc/apt/sources.list; do
    [ -f "$file" ] && grep -q 'debian' "$file" || continue
    found=1
    case $file in
        *.sources) sed 's/^Types:.*/Types: deb-src/' "$file" >"$apt/parts/$(basename "$file")" ;;
        *) sed -n 's/^deb /deb-src /p' "$file" >"$apt/parts/$(basename "$file").list" ;;
    esac
done
if [ -z "$found" ]; then echo "shell_scripts: no Debian source list here" >&2; exit 3; fi

options="-o Dir::Etc::sourcelist=/dev/null -o Dir::Etc::sourceparts=$apt/parts -o Dir::State=$apt -o Dir::State::lists=$apt/lists
    -o Dir::State::status=$apt/status -o Dir::Cache=$apt/cache -o Dir::Etc::preferencesparts=$apt/preferences -o APT::Sandbox::User="
missing=
# $options is meant to be split.
# shellcheck disable=SC2086
apt-get $options -qq update >&2 || { echo "shell_scripts: the mirror has no sources" >&2; exit 3; }
# Not every mirror has each security update; the version before it does as well.
# shellcheck disable=SC2086
download() {
    for version in $(apt-cache $options showsrc --only-source "$1" | sed -n 's/^Version: //p' | sort -rV | uniq); do
        (cd "$folder/download" && rm -rf -- * && apt-get $options -qq source --only-source --download-only --tar-only "$1=$version" >&2) && return
    done
    return 1
}
for package in $packages; do
    [ -d "$folder/$package" ] && continue
    download "$package" || { missing="$missing $package"; continue; }
    mkdir -p "$folder/unpacking"
    for archive in "$folder/download"/*.tar.*; do
        case $archive in *.asc) ;; *) tar -xf "$archive" -C "$folder/unpacking" >&2 ;; esac
    done
    # Some distribute what they are made of as an archive of their own.
    find "$folder/unpacking" -maxdepth 3 -name '*.tar.xz' -exec tar -xf {} -C "$folder/unpacking" \;
    mv "$folder/unpacking" "$folder/$package"
done
rm -rf "$folder/download" "$folder/unpacking"
if [ -n "$missing" ]; then echo "shell_scripts: the mirror does not have$missing" >&2; exit 3; fi
: >"$folder/complete"
echo "$folder"
