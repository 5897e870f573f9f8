// row: 8
// title: process.getBuiltinModule gives a builtin that no map names
// label: by design
// reference: https://github.com/nodejs/node/blob/main/SECURITY.md
// map: {}
// policy: 20.20.2
// hook: stopped
// exec: stopped
'use strict';
process.stdout.write(process.getBuiltinModule('child_process').execFileSync('/bin/echo', ['BUILTIN RAN']));
