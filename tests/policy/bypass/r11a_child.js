// row: 11
// title: a child process runs an unlisted file
// label: by design
// reference: https://github.com/nodejs/node/blob/main/SECURITY.md
// map: { "child_process": true }
// policy: 18.12.0 20.3.0 20.5.1 20.20.2
// hook: stopped
// exec: stopped
// note: the hook is handed on by NODE_OPTIONS as a help; the kernel holds for whatever the child does
'use strict';
process.stdout.write(require('child_process').execFileSync(process.execPath, [`${__dirname}/target.js`]));
