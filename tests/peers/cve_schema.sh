#!/bin/sh
# Puts the schema of CVE records, as PyPI's cvelib bundles it, into build/peers; nothing of the package is run. Prints the folder.
# Exit 3 where it cannot be had.
set -eu
here=$(cd "$(dirname "$0")/../.." && pwd)
peers=$here/build/peers/cvelib
mkdir -p "$peers"
[ -f "$peers/cvelib/schemas/CVE_JSON_bundled_5.1.1.json" ] ||
    { python3 -m pip download --quiet --no-deps --only-binary :all: --dest "$peers" cvelib==1.8.0 && python3 -m zipfile -e "$peers"/cvelib-1.8.0-*.whl "$peers"; } >&2 || exit 3
echo "$peers"
