// row: 13
// title: eval of a literal
// label: by design
// reference: https://github.com/nodejs/node/blob/main/SECURITY.md
// map: {}
// policy: 18.12.0 20.3.0 20.5.1 20.20.2
// hook: runs
// exec: runs
// note: --disallow-code-generation-from-strings refuses it
'use strict';
eval("process.stdout.write('TARGET RAN\\n')");
