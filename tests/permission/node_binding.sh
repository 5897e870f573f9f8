#!/bin/sh
# node_binding.sh PACKAGE NODE: the tests of bindings/node on the package that was built, by that node. Exit status 77 where
# either is absent: no headers of Node-API, no node of that version.
set -eu
tests=$(cd "$(dirname "$(readlink -f "$0")")/../../bindings/node/test" && pwd)
if [ ! -f "$1/build/ward_permission.node" ]; then echo "the addon is not built: Node-API's headers are absent"; exit 77; fi
if [ ! -x "$2" ]; then echo "there is no $2"; exit 77; fi
export WARD_NODE_PACKAGE="$1"
unset NODE_OPTIONS UV_USE_IO_URING
exec "$2" --expose-gc --test "$tests"/*.test.js
