// id: E06
// title: fs.realpathSync resolves a path that is not granted
// label: CVE-2026-106073 fixed in 22.23.4, 24.22.1 and 26.12.1
// reference: https://www.cve.org/CVERecord?id=CVE-2026-106073
// versions: >=20.0.0 <22.23.4 || >=23.0.0 <24.22.1 || >=25.0.0 <26.12.1
// measured: escapes: every version measured
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
const file = `${secret}/secret.txt`;
try {
  fs.realpathSync(`${secret}/none`);
  finish('BROKEN none a file that does not exist was resolved');
} catch (error) {
  if (error.code !== 'ENOENT') failed(error);
}
try {
  escaped(`path=${fs.realpathSync(file)}`);
} catch (error) {
  failed(error);
}
