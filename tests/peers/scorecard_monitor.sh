#!/bin/sh
# Clones ossf/scorecard-monitor, for scorecard_monitor.py, into build/peers/scorecard_monitor, and installs the packages its
# lock file names (no scripts of theirs run). WARD_SCORECARD_MONITOR_URL names another place of the repository. Prints the
# folder. Exit 3 where it cannot be had.
set -eu
peers=$(cd "$(dirname "$0")/../.." && pwd)/build/peers
if [ ! -d "$peers/scorecard_monitor/node_modules/ejs" ]; then
    mkdir -p "$peers"
    rm -rf "$peers/scorecard_monitor"
    git clone --quiet --depth 1 "${WARD_SCORECARD_MONITOR_URL:-https://github.com/ossf/scorecard-monitor}" "$peers/scorecard_monitor" >&2 ||
        { echo "scorecard_monitor: the repository cannot be had" >&2; exit 3; }
    (cd "$peers/scorecard_monitor" && npm ci --omit=dev --ignore-scripts --no-audit --no-fund --loglevel=error >&2) ||
        { rm -rf "$peers/scorecard_monitor"; echo "scorecard_monitor: its packages cannot be had" >&2; exit 3; }
fi
echo "$peers/scorecard_monitor"
