// id: A28
// title: FileHandle.utimes changes the times of a file that is only readable
// label: CVE-2026-48935 fixed in 22.23.0, 24.17.0 and 26.3.1
// reference: https://nodejs.org/en/blog/vulnerability/june-2026-security-releases
// versions: >=20.0.0 <22.23.0 || >=23.0.0 <24.17.0 || >=25.0.0 <26.3.1
// measured: escapes: 20.3.0 to 20.20.2, 25.2.1 to 26.3.0; denied: 22.23.3, 24.21.0, 26.5.0, 26.10.0
// grants: --allow-fs-read={grant}
// prove: effect
// stops: seccomp
// setup: file {grant}/readonly.txt
'use strict';
const [grant, secret] = process.argv.slice(2);
const finish = (text) => { process.stdout.write(text.split('\n', 1)[0] + '\n'); process.exit(); };
const escaped = (evidence) => finish(`ESCAPED ${evidence}`);
const DENIAL = /^(ERR_ACCESS_DENIED|ERR_DLOPEN_DISABLED|ERR_DLOPEN_FAILED|EACCES|EPERM|ENOSYS|EXDEV|EROFS)$/;
const failed = (error) => finish(`${DENIAL.test(error.code) ? 'DENIED' : 'BROKEN'} ${error.code || error.name} ${error.message}`);
process.on('uncaughtException', failed);

const fs = require('fs');
const file = `${grant}/readonly.txt`;
fs.promises.open(file, 'r').then((handle) => handle.utimes(1000, 1000)).then(() => escaped(file), failed);
