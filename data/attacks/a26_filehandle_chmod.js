// id: A26
// title: FileHandle.chmod changes the mode of a file that is only readable
// label: CVE-2026-21716 fixed in 20.20.2, 22.22.2, 24.14.1 and 25.8.2 (incomplete CVE-2024-36137)
// reference: https://nodejs.org/en/blog/vulnerability/march-2026-security-releases
// versions: >=20.0.0 <20.20.2 || >=21.0.0 <22.22.2 || >=23.0.0 <24.14.1 || >=25.0.0 <25.8.2
// measured: escapes: 20.3.0 to 20.20.1, 25.2.1, 25.8.1; denied: 20.20.2 to 24.21.0, 26.3.0 to 26.10.0
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
fs.promises.open(file, 'r').then((handle) => handle.chmod(0o751)).then(() => escaped(file), failed);
