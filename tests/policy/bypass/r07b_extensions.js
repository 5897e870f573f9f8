// row: 7
// title: require.extensions['.js'] loads an unlisted file
// label: regression tests of node
// reference: https://github.com/nodejs/node/blob/v20.x/test/parallel/test-policy-manifest.js
// map: {}
// policy: none
// hook: stopped
// exec: stopped
'use strict';
const { constructor: Module } = module;
const mine = new Module('mine');
require.extensions['.js'](mine, `${__dirname}/target.js`);
