// row: 4
// title: createRequire with the URL of another resource borrows its rights
// label: CVE-2023-32006 (fixed in 16.20.2, 18.17.1, 20.5.1)
// reference: https://nodejs.org/en/blog/vulnerability/august-2023-security-releases
// map: {}
// policy: 18.12.0 20.3.0
// hook: stopped
// exec: stopped
'use strict';
process.stdout.write(module.constructor.createRequire(`file://${__dirname}/other.js`)('child_process').execFileSync('/bin/echo', ['BUILTIN RAN']));
