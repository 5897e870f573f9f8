#!/bin/sh
# Puts @node-core/utils into build/peers, a package of the npm registry; its install scripts are not run. Prints the folder. Exit 3
# where it cannot be had.
set -eu
here=$(cd "$(dirname "$0")/../.." && pwd)
peers=$here/build/peers/node-core-utils
mkdir -p "$peers"
[ -d "$peers/node_modules/@node-core/utils" ] ||
    npm install --silent --no-save --ignore-scripts --no-audit --no-fund --engine-strict=false --prefix "$peers" @node-core/utils@7.2.3 || exit 3
echo "$peers"
