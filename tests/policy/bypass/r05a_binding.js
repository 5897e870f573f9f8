// row: 5
// title: process.binding('spawn_sync') starts a program without any builtin
// label: CVE-2023-32559 (fixed in 16.20.2, 18.17.1, 20.5.1)
// reference: https://nodejs.org/en/blog/vulnerability/august-2023-security-releases
// map: {}
// policy: 18.12.0 20.3.0
// hook: stopped
// exec: stopped
'use strict';
const { spawn } = process.binding('spawn_sync');
const pipe = { type: 'pipe', readable: true, writable: false };
const { output } = spawn({ file: '/bin/echo', args: ['echo', 'BUILTIN RAN'], envPairs: [], stdio: [pipe, { ...pipe, readable: false, writable: true }, pipe] });
process.stdout.write(output[1].toString());
