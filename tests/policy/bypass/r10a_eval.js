// row: 10
// title: the text of an unlisted file is read as data and evaluated
// label: by design
// reference: https://github.com/nodejs/node/blob/main/SECURITY.md
// map: { "fs": true }
// policy: 18.12.0 20.3.0 20.5.1 20.20.2
// hook: runs
// exec: stopped
// note: eval is not seen by the hook; the kernel denies the bytes
'use strict';
eval(require('fs').readFileSync(`${__dirname}/target.js`, 'utf8'));
