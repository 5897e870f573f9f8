// row: 14
// title: a worker made from text
// label: by design
// reference: https://github.com/nodejs/node/blob/main/SECURITY.md
// map: true
// policy: none
// hook: stopped
// exec: stopped
'use strict';
new (require('worker_threads').Worker)("process.stdout.write('TARGET RAN\\n')", { eval: true });
