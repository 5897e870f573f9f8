// id: A15
// title: fs.fchmod changes the mode of a file that is only readable
// label: CVE-2024-36137 fixed in 20.15.1 and 22.4.1
// reference: https://nodejs.org/en/blog/vulnerability/july-2024-security-releases
// versions: >=20.0.0 <20.15.1 || >=21.0.0 <22.4.1
// measured: escapes: 20.3.0 to 20.15.0; denied: 20.18.1 to 26.10.0
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
  fs.fchmod(fd, 0o751, (error) => error ? failed(error) : escaped(file));
} catch (error) {
  failed(error);
}
