// id: A20
// title: fs.futimes changes the times of a file that is only readable
// label: CVE-2025-55132 fixed in 20.20.0, 22.22.0, 24.13.0 and 25.3.0
// reference: https://nodejs.org/en/blog/vulnerability/december-2025-security-releases
// versions: >=20.0.0 <20.20.0 || >=21.0.0 <22.22.0 || >=23.0.0 <24.13.0 || >=25.0.0 <25.3.0
// measured: escapes: 20.3.0 to 20.18.1, 25.2.1; denied: 20.20.1 to 24.21.0, 25.8.1 to 26.10.0
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
const fd = fs.openSync(file, 'r');
try {
  fs.futimesSync(fd, 1000, 1000);
  escaped(file);
} catch (error) {
  failed(error);
}
