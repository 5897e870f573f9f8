// id: E22
// title: a worker with empty execArgv has no model
// label: documented: https://nodejs.org/api/permissions.html#permission-model-constraints
// reference: https://github.com/nodejs/node/issues/62222
// versions: >=20.0.0
// measured: escapes: every version measured
// grants: --allow-fs-read={grant} --allow-fs-write={grant} --allow-worker
// prove: content
// stops: landlock
'use strict';
const [grant, secret] = process.argv.slice(2);
const finish = (text) => { process.stdout.write(text.split('\n', 1)[0] + '\n'); process.exit(); };
const escaped = (evidence) => finish(`ESCAPED ${evidence}`);
const DENIAL = /^(ERR_ACCESS_DENIED|ERR_DLOPEN_DISABLED|ERR_DLOPEN_FAILED|EACCES|EPERM|ENOSYS|EXDEV|EROFS)$/;
const failed = (error) => finish(`${DENIAL.test(error.code) ? 'DENIED' : 'BROKEN'} ${error.code || error.name} ${error.message}`);
process.on('uncaughtException', failed);

const { Worker } = require('worker_threads');
const code = `require('worker_threads').parentPort.postMessage(require('fs').readFileSync(${JSON.stringify(`${secret}/secret.txt`)}, 'utf8'))`;
try {
  const worker = new Worker(code, { eval: true, execArgv: [] });
  worker.on('message', escaped);
  worker.on('error', failed);
} catch (error) {
  failed(error);
}
