// id: A16
// title: fs.lstat is not checked
// label: CVE-2024-22018 fixed in 20.15.1 and 22.4.1
// reference: https://nodejs.org/en/blog/vulnerability/july-2024-security-releases
// versions: >=20.0.0 <20.15.1 || >=21.0.0 <22.4.1
// measured: escapes: 20.3.0 to 20.15.0; denied: 20.18.1 to 26.10.0
// grants: --allow-fs-read={grant} --allow-fs-write={grant}
// prove: metadata
// stops: nothing
'use strict';
const [grant, secret] = process.argv.slice(2);
const finish = (text) => { process.stdout.write(text.split('\n', 1)[0] + '\n'); process.exit(); };
const escaped = (evidence) => finish(`ESCAPED ${evidence}`);
const DENIAL = /^(ERR_ACCESS_DENIED|ERR_DLOPEN_DISABLED|ERR_DLOPEN_FAILED|EACCES|EPERM|ENOSYS|EXDEV|EROFS)$/;
const failed = (error) => finish(`${DENIAL.test(error.code) ? 'DENIED' : 'BROKEN'} ${error.code || error.name} ${error.message}`);
process.on('uncaughtException', failed);

const fs = require('fs');
fs.lstat(`${secret}/secret.txt`, (error, answer) => error ? failed(error) : escaped(`ino=${answer.ino} size=${answer.size}`));
