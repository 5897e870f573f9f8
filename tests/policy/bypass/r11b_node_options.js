// row: 11
// title: a child preloads an unlisted file by NODE_OPTIONS
// label: by design
// reference: https://github.com/nodejs/node/blob/main/SECURITY.md
// map: { "child_process": true }
// policy: 18.12.0 20.3.0 20.5.1 20.20.2
// hook: runs
// exec: stopped
// note: --require runs before the hook; the kernel denies the bytes
'use strict';
process.stdout.write(require('child_process').execFileSync(process.execPath, ['-v'], { env: {} }) && require('child_process').execFileSync(process.execPath,
  [`${__dirname}/other.js`], { env: { NODE_OPTIONS: `--require ${__dirname}/target.js` } }));
