// row: 16
// title: methods of String.prototype are replaced before an unlisted file is required
// label: by design
// reference: https://github.com/nodejs/node/blob/main/SECURITY.md
// map: true
// policy: none
// hook: stopped
// exec: stopped
'use strict';
String.prototype.endsWith = () => true;
String.prototype.startsWith = () => true;
String.prototype.includes = () => true;
require('./target.js');
