// id: A02
// title: fs.watchFile tells a file's size and times without a check
// label: CVE-2023-30582 fixed in 20.3.1
// reference: https://nodejs.org/en/blog/vulnerability/june-2023-security-releases
// versions: >=20.0.0 <20.3.1
// measured: escapes: 20.3.0; denied: 20.5.0 to 26.10.0
// grants: --allow-fs-read={grant} --allow-fs-write={grant}
// prove: metadata
// stops: nothing
// setup: touch {secret}/ticker
'use strict';
const [grant, secret] = process.argv.slice(2);
const finish = (text) => { process.stdout.write(text.split('\n', 1)[0] + '\n'); process.exit(); };
const escaped = (evidence) => finish(`ESCAPED ${evidence}`);
const DENIAL = /^(ERR_ACCESS_DENIED|ERR_DLOPEN_DISABLED|ERR_DLOPEN_FAILED|EACCES|EPERM|ENOSYS|EXDEV|EROFS)$/;
const failed = (error) => finish(`${DENIAL.test(error.code) ? 'DENIED' : 'BROKEN'} ${error.code || error.name} ${error.message}`);
process.on('uncaughtException', failed);

const fs = require('fs');
const file = `${secret}/ticker`;
// The harness touches the file while this runs: a watcher that may look reports its inode.
fs.watchFile(file, { interval: 100 }, (now) => now.ino ? escaped(`ino=${now.ino} size=${now.size}`) : undefined);
setTimeout(() => failed({ code: 'EACCES', message: 'no report of a change' }), 3000);
