// row: 10
// title: the same by new Function
// label: by design
// reference: https://github.com/nodejs/node/blob/main/SECURITY.md
// map: { "fs": true }
// policy: 18.12.0 20.3.0 20.5.1 20.20.2
// hook: runs
// exec: stopped
// note: as eval
'use strict';
new Function(require('fs').readFileSync(`${__dirname}/target.js`, 'utf8'))();
