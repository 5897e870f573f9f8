// row: 0
// title: control: the same without a map
// label: control
// reference: https://nodejs.org/docs/latest-v20.x/api/permissions.html#policies
// map: {}
// policy: none
// hook: stopped
// exec: stopped
'use strict';
require('./target.js');
process.stdout.write(require('child_process').execFileSync('/bin/echo', ['BUILTIN RAN']));
