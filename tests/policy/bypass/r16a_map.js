// row: 16
// title: methods of Map.prototype are replaced before an unlisted file is required
// label: by design
// reference: https://github.com/nodejs/node/blob/main/SECURITY.md
// map: true
// policy: none
// hook: stopped
// exec: stopped
'use strict';
const { has, get } = Map.prototype;
Map.prototype.has = function (key) { return String(key).includes('target') || has.call(this, key); };
Map.prototype.get = function (key) { return String(key).includes('target') ? true : get.call(this, key); };
require('./target.js');
