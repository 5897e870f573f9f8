// id: E05B
// title: a child Node.js with an empty environment has no model
// label: documented: https://nodejs.org/docs/latest-v20.x/api/permissions.html ("The model does not inherit to a child node process")
// reference: https://nodejs.org/docs/latest-v20.x/api/permissions.html
// versions: >=20.0.0 <22.0.0
// measured: escapes: 20.3.0 to 20.20.2; denied: 22.23.3 to 26.10.0
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
  const code = `process.stdout.write(require('fs').readFileSync(${JSON.stringify(`${secret}/secret.txt`)}, 'utf8'))`;
  const child = spawnSync(process.execPath, ['-e', code], { encoding: 'utf8', env: {} });
  if (child.error) throw child.error;
  if (child.status === 0) escaped(child.stdout);
  failed({ code: 'EACCES', message: /Error:.*/.exec(child.stderr)?.[0] || child.stderr });
} catch (error) {
  failed(error);
}
