// row: 12
// title: a REPL fed from a stream evaluates text
// label: by design
// reference: https://github.com/nodejs/node/blob/main/SECURITY.md
// map: true
// policy: 18.12.0 20.3.0 20.5.1 20.20.2
// hook: stopped
// exec: stopped
// note: repl is granted by name only
'use strict';
const { PassThrough } = require('stream');
const input = new PassThrough();
require('repl').start({ input, output: new PassThrough() });
input.write("process.stdout.write('TARGET RAN\\n')\n.exit\n");
