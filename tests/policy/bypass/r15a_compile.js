// row: 15
// title: the text of an unlisted file is compiled as a module
// label: by design
// reference: https://github.com/nodejs/node/blob/main/SECURITY.md
// map: { "fs": true }
// policy: none
// hook: stopped
// exec: stopped
'use strict';
const file = `${__dirname}/target.js`;
const { constructor: Module = Object.getPrototypeOf(module).constructor } = module;
new Module(file)._compile(require('fs').readFileSync(file, 'utf8'), file);
