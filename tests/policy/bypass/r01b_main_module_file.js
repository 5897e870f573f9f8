// row: 1
// title: process.mainModule.require reaches an unlisted file
// label: CVE-2023-23918 (fixed in 14.21.3, 16.19.1, 18.14.1, 19.6.1)
// reference: https://nodejs.org/en/blog/vulnerability/february-2023-security-releases
// map: {}
// policy: none
// hook: stopped
// exec: stopped
// note: the integrity check of node stops it everywhere; the map alone was passed by
'use strict';
process.mainModule.require('./target.js');
