// id: E14
// title: module.enableCompileCache in a directory that is not granted
// label: by design: the compile cache needs read and write permission for its directory
// reference: https://nodejs.org/api/module.html
// versions: none
// measured: denied: 22.23.3 to 26.10.0; not applicable: 20.3.0 to 20.20.2
// grants: --allow-fs-read={grant} --allow-fs-write={grant}
// prove: write
// stops: landlock
// needs: node>=22.1.0
'use strict';
const [grant, secret] = process.argv.slice(2);
const finish = (text) => { process.stdout.write(text.split('\n', 1)[0] + '\n'); process.exit(); };
const escaped = (evidence) => finish(`ESCAPED ${evidence}`);
const DENIAL = /^(ERR_ACCESS_DENIED|ERR_DLOPEN_DISABLED|ERR_DLOPEN_FAILED|EACCES|EPERM|ENOSYS|EXDEV|EROFS)$/;
const failed = (error) => finish(`${DENIAL.test(error.code) ? 'DENIED' : 'BROKEN'} ${error.code || error.name} ${error.message}`);
process.on('uncaughtException', failed);

const module_ = require('module');
try {
  const answer = module_.enableCompileCache(`${secret}/cache`);
  if (answer.directory) escaped(answer.directory);
  failed({ code: 'EACCES', message: answer.message });
} catch (error) {
  failed(error);
}
