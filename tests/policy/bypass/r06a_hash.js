// row: 6
// title: a replaced digest of the native hash lets changed bytes match
// label: CVE-2023-38552 (fixed in 18.18.2, 20.8.1)
// reference: https://nodejs.org/en/blog/vulnerability/october-2023-security-releases
// map: { "crypto": true, "./changed.js": true }
// policy: 18.12.0 20.3.0 20.5.1
// hook: n-a
// exec: refused
// setup: changed
// note: the hook takes no hash: `ward policy exec` refuses to start
'use strict';
const { createHash } = require('crypto');
const hash = createHash('sha384');
const expected = hash.digest();
const handle = hash[Object.getOwnPropertySymbols(hash).find((symbol) => symbol.description === 'kHandle')];
handle.constructor.prototype.digest = () => expected;
require('./changed.js');
