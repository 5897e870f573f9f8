// row: 13
// title: WebAssembly from bytes calls back
// label: by design
// reference: https://github.com/nodejs/node/blob/main/SECURITY.md
// map: {}
// policy: 18.12.0 20.3.0 20.5.1 20.20.2
// hook: runs
// exec: runs
// note: text and bytes in memory are approved code; the option deny: ["wasm"] refuses them
'use strict';
// (module (import "a" "b" (func)) (start 0))
const bytes = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 2, 7, 1, 1, 97, 1, 98, 0, 0, 8, 1, 0]);
new WebAssembly.Instance(new WebAssembly.Module(bytes), { a: { b: () => process.stdout.write('TARGET RAN\n') } });
