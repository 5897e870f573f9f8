// row: 1
// title: process.mainModule.require reaches a builtin past the map
// label: CVE-2023-23918 (fixed in 14.21.3, 16.19.1, 18.14.1, 19.6.1)
// reference: https://nodejs.org/en/blog/vulnerability/february-2023-security-releases
// map: {}
// policy: 18.12.0
// hook: stopped
// exec: stopped
'use strict';
process.stdout.write(process.mainModule.require('child_process').execFileSync('/bin/echo', ['BUILTIN RAN']));
