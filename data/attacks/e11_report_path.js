// id: E11
// title: process.report.writeReport to a path that is not granted
// label: documented: https://github.com/nodejs/node/pull/48564 (checked since 20.5.0)
// reference: https://github.com/nodejs/node/pull/48564
// versions: >=20.0.0 <20.5.0
// measured: escapes: 20.3.0; denied: 20.5.0 to 26.10.0
// grants: --allow-fs-read={grant} --allow-fs-write={grant}
// prove: write
// stops: landlock
'use strict';
const [grant, secret] = process.argv.slice(2);
const finish = (text) => { process.stdout.write(text.split('\n', 1)[0] + '\n'); process.exit(); };
const escaped = (evidence) => finish(`ESCAPED ${evidence}`);
const DENIAL = /^(ERR_ACCESS_DENIED|ERR_DLOPEN_DISABLED|ERR_DLOPEN_FAILED|EACCES|EPERM|ENOSYS|EXDEV|EROFS)$/;
const failed = (error) => finish(`${DENIAL.test(error.code) ? 'DENIED' : 'BROKEN'} ${error.code || error.name} ${error.message}`);
process.on('uncaughtException', failed);

try {
  process.report.writeReport(`${secret}/report.json`);
} catch (error) {
  failed(error);
}
escaped(`${secret}/report.json`);
