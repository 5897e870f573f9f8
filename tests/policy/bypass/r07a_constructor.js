// row: 7
// title: a Module made of require.main.constructor reaches a builtin
// label: regression tests of node
// reference: https://github.com/nodejs/node/blob/v20.x/test/parallel/test-policy-manifest.js
// map: {}
// policy: 18.12.0
// hook: stopped
// exec: stopped
'use strict';
process.stdout.write(new (require.main.constructor)('mine').require('child_process').execFileSync('/bin/echo', ['BUILTIN RAN']));
