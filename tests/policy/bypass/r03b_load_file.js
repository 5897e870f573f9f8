// row: 3
// title: module.constructor._load reaches an unlisted file
// label: CVE-2023-32002 (fixed in 16.20.2, 18.17.1, 20.5.1)
// reference: https://nodejs.org/en/blog/vulnerability/august-2023-security-releases
// map: {}
// policy: none
// hook: stopped
// exec: stopped
'use strict';
module.constructor._load(`${__dirname}/target.js`);
