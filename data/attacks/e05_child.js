// id: E05
// title: a program that is not Node.js is not limited
// label: documented: https://nodejs.org/api/permissions.html#permission-model-constraints
// reference: https://nodejs.org/api/cli.html#--allow-child-process
// versions: >=20.0.0
// measured: escapes: every version measured
// grants: --allow-fs-read={grant} --allow-fs-write={grant} --allow-child-process
// prove: content
// stops: landlock
'use strict';
const [grant, secret] = process.argv.slice(2);
const finish = (text) => { process.stdout.write(text.split('\n', 1)[0] + '\n'); process.exit(); };
const escaped = (evidence) => finish(`ESCAPED ${evidence}`);
const DENIAL = /^(ERR_ACCESS_DENIED|ERR_DLOPEN_DISABLED|ERR_DLOPEN_FAILED|EACCES|EPERM|ENOSYS|EXDEV|EROFS)$/;
const failed = (error) => finish(`${DENIAL.test(error.code) ? 'DENIED' : 'BROKEN'} ${error.code || error.name} ${error.message}`);
process.on('uncaughtException', failed);

const { spawnSync } = require('child_process');
try {
  const child = spawnSync('cat', [`${secret}/secret.txt`], { encoding: 'utf8' });
  if (child.error) throw child.error;
  if (child.status === 0) escaped(child.stdout);
  failed({ code: 'EACCES', message: child.stderr });
} catch (error) {
  failed(error);
}
