#!/bin/sh
# Builds build/ward_permission.node with g++ (12 or newer) alone: the addon and what it takes of the permission library
# (sources.txt). Node-API's headers come from $WARD_NODE_HEADERS, the npm package node-api-headers (npm ci), or Debian's
# libnode-dev; nothing is fetched. Exit status 77 where there are none.
set -eu
cd "$(dirname "$(readlink -f "$0")")"
root=../..
headers=
for folder in "${WARD_NODE_HEADERS:-}" node_modules/node-api-headers/include /usr/include/node; do
    if [ -n "$folder" ] && [ -f "$folder/node_api.h" ]; then headers=$folder; break; fi
done
if [ -z "$headers" ]; then
    echo "no node_api.h: run 'npm ci' here, or install libnode-dev" >&2
    exit 77
fi
objects=$(mktemp -d)
trap 'rm -rf "$objects"' EXIT
# fmt's functions are compiled in: the addon needs nothing but the C and C++ libraries that node itself needs.
flags="-std=c++23 -O2 -DNDEBUG -D_GLIBCXX_ASSERTIONS -DFMT_HEADER_ONLY -fPIC"
flags="$flags -fvisibility=hidden -fvisibility-inlines-hidden -fstack-protector-strong -I$root/include -I$root/src"
export flags headers objects
{ sed "s|^|$root/|" sources.txt; echo src/addon.cc; } | xargs -P "$(nproc)" -I FILE sh -c '
    ${CXX:-g++} $flags -isystem "$headers" -c "$1" -o "$objects/$(basename "$1").o"' compile FILE
mkdir -p build
${CXX:-g++} -shared -Wl,-z,relro,-z,now -o build/ward_permission.node.new "$objects"/*.o
# A shared object may lack symbols without a word; only node's own may be left.
if nm -D --undefined-only build/ward_permission.node.new | grep ward; then
    echo "sources.txt is incomplete" >&2
    exit 1
fi
mv build/ward_permission.node.new build/ward_permission.node
