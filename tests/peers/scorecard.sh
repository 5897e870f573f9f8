#!/bin/sh
# Builds OpenSSF Scorecard v5.5.0 from Go's module proxy into build/peers/scorecard, for scorecard.py and bench/scorecard. Prints
# the program. Exit 3 where it cannot be had.
set -eu
peers=$(cd "$(dirname "$0")/../.." && pwd)/build/peers
program=$peers/scorecard
if [ ! -x "$program" ]; then
    command -v go >/dev/null || { echo "scorecard: no Go compiler (golang-go)" >&2; exit 3; }
    mkdir -p "$peers/scorecard-module"
    cd "$peers/scorecard-module"
    printf 'module peer\n\ngo 1.25\n\nrequire github.com/ossf/scorecard/v5 v5.5.0\n' >go.mod
    GOFLAGS=-mod=mod go build -o "$program" github.com/ossf/scorecard/v5 >&2 ||
        { echo "scorecard: the program cannot be built" >&2; exit 3; }
fi
echo "$program"
