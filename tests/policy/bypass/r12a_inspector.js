// row: 12
// title: the debugger of the same process evaluates text
// label: by design
// reference: https://github.com/nodejs/node/blob/main/SECURITY.md
// map: true
// policy: 18.12.0 20.3.0 20.5.1 20.20.2
// hook: stopped
// exec: stopped
// note: inspector is granted by name only
'use strict';
const { Session } = require('inspector');
const session = new Session();
session.connect();
session.post('Runtime.evaluate', { expression: "process.stdout.write('TARGET RAN\\n')" });
