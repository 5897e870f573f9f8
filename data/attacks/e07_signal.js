// id: E07
// title: process.kill reaches processes outside
// label: by design: the model has no permission for signals (https://nodejs.org/api/permissions.html)
// reference: https://nodejs.org/api/permissions.html
// versions: >=20.0.0
// measured: escapes: every version measured
// grants: --allow-fs-read={grant} --allow-fs-write={grant}
// prove: effect
// stops: landlock
// setup: victim
'use strict';
const [grant, secret] = process.argv.slice(2);
const finish = (text) => { process.stdout.write(text.split('\n', 1)[0] + '\n'); process.exit(); };
const escaped = (evidence) => finish(`ESCAPED ${evidence}`);
const DENIAL = /^(ERR_ACCESS_DENIED|ERR_DLOPEN_DISABLED|ERR_DLOPEN_FAILED|EACCES|EPERM|ENOSYS|EXDEV|EROFS)$/;
const failed = (error) => finish(`${DENIAL.test(error.code) ? 'DENIED' : 'BROKEN'} ${error.code || error.name} ${error.message}`);
process.on('uncaughtException', failed);

const { pid } = JSON.parse(process.env.ATTACK);
try {
  process.kill(pid, 'SIGUSR1');
  escaped(`pid=${pid}`);
} catch (error) {
  failed(error);
}
