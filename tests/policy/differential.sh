#!/usr/bin/env bash
# ward's reading of manifests beside node 20's own: differential.sh DRIVER [MANIFESTS [LOADS]]. 77 without that node.
set -euo pipefail
here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
node=$here/../nodes/node_modules/node-20/bin/node
[[ -x $node ]] || { echo "needs $node"; exit 77; }
exec "$node" --expose-internals --no-warnings "$here/differential.js" "$@"
