// row: 3
// title: module.constructor._load with another module as its parent
// label: CVE-2023-32002 (fixed in 16.20.2, 18.17.1, 20.5.1)
// reference: https://nodejs.org/en/blog/vulnerability/august-2023-security-releases
// map: {}
// policy: 18.12.0 20.3.0
// hook: stopped
// exec: stopped
'use strict';
process.stdout.write(module.constructor._load('node:child_process', { filename: `${__dirname}/other.js`, id: 'other', paths: [], children: [] }).execFileSync('/bin/echo', ['BUILTIN RAN']));
