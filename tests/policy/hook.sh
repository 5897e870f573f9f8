#!/usr/bin/env bash
# hook.sh NODE: the hook's tests on this node, given to it by --import and by --require. 77 when the node is not there.
set -euo pipefail
[[ -x $1 ]] || { echo "hook.sh: skipped: $1 is not there (npm ci in tests/nodes)"; exit 77; }
cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")"
for by in import require; do
    echo "by --$by"
    WARD_HOOK_BY=$by "$1" --test --test-reporter=spec hook_test.mjs
done
