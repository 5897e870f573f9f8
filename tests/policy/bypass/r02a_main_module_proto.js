// row: 2
// title: the require of the prototype reaches a builtin past the map
// label: CVE-2023-30581 (fixed in 16.20.1, 18.16.1, 20.3.1)
// reference: https://nodejs.org/en/blog/vulnerability/june-2023-security-releases
// map: {}
// policy: 18.12.0 20.3.0
// hook: stopped
// exec: stopped
'use strict';
process.stdout.write(process.mainModule.__proto__.require('child_process').execFileSync('/bin/echo', ['BUILTIN RAN']));
