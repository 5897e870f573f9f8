#!/usr/bin/env bash
# Other sandboxes, for bench/permission to be measured beside: deno and srt from npm, pinned, into build/peers.
# Exit 3 where they cannot be had here.
set -euo pipefail
cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../.."
for package in deno@2.9.6 @anthropic-ai/sandbox-runtime@0.0.78; do
    name=${package%@*}
    folder=build/peers/$([[ $name == deno ]] && echo deno || echo srt)
    [[ -d $folder/node_modules/$name ]] && continue
    mkdir -p "$folder"
    echo '{"private": true}' >"$folder/package.json"
    npm install --prefix "$folder" --no-audit --no-fund --loglevel=error "$package" >/dev/null || exit 3
done
