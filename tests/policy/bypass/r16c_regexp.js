// row: 16
// title: methods of RegExp.prototype are replaced before an unlisted file is required
// label: by design
// reference: https://github.com/nodejs/node/blob/main/SECURITY.md
// map: true
// policy: none
// hook: stopped
// exec: stopped
'use strict';
RegExp.prototype.exec = () => Object.assign(['', ''], { index: 0 });
RegExp.prototype.test = () => true;
require('./target.js');
