#!/bin/sh
# Clones dep_checker (nodejs/nodejs-dependency-vuln-assessments), for dep_checker.py, into build/peers/dep_checker. Prints the
# folder. Exit 3 where it cannot be had.
set -eu
peers=$(cd "$(dirname "$0")/../.." && pwd)/build/peers
if [ ! -f "$peers/dep_checker/dep_checker/main.py" ]; then
    mkdir -p "$peers"
    rm -rf "$peers/dep_checker"
    git clone --quiet --depth 1 https://github.com/nodejs/nodejs-dependency-vuln-assessments "$peers/dep_checker" >&2 ||
        { echo "dep_checker: the repository cannot be had" >&2; exit 3; }
fi
echo "$peers/dep_checker"
