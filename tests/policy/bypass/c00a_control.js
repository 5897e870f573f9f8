// row: 0
// title: control: an approved file asks for what its map grants
// label: control
// reference: https://nodejs.org/docs/latest-v20.x/api/permissions.html#policies
// map: { "./other.js": true, "child_process": true }
// policy: 18.12.0 20.3.0 20.5.1 20.20.2
// hook: runs
// exec: runs
'use strict';
require('./other.js');
process.stdout.write(require('child_process').execFileSync('/bin/echo', ['BUILTIN RAN']));
