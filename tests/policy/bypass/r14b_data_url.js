// row: 14
// title: import of an unlisted data: URL
// label: by design
// reference: https://github.com/nodejs/node/blob/main/SECURITY.md
// map: true
// policy: none
// hook: stopped
// exec: stopped
'use strict';
import("data:text/javascript,process.stdout.write('TARGET RAN\\n')").catch(() => process.exit(3));
