// row: 9
// title: process.dlopen maps an unlisted library, whose constructor runs
// label: by design
// reference: https://github.com/nodejs/node/blob/main/SECURITY.md
// map: {}
// policy: 18.12.0 20.3.0 20.5.1 20.20.2
// hook: stopped
// exec: stopped
// needs: addon
'use strict';
process.dlopen({ exports: {} }, `${__dirname}/target.node`);
