// row: 10
// title: the same by vm.runInThisContext
// label: by design
// reference: https://github.com/nodejs/node/blob/main/SECURITY.md
// map: true
// policy: 18.12.0 20.3.0 20.5.1 20.20.2
// hook: stopped
// exec: stopped
// note: vm is granted by name only
'use strict';
require('vm').runInThisContext(require('fs').readFileSync(`${__dirname}/target.js`, 'utf8'));
