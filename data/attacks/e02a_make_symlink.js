// id: E02A
// title: the program makes a link that leads outside
// label: by design: a link may be made only to what is granted
// reference: https://github.com/nodejs/node/pull/49156
// versions: none
// measured: denied: every version measured
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

const fs = require('fs');
try {
  fs.symlinkSync(`${secret}/secret.txt`, `${grant}/link`);
  escaped(fs.readFileSync(`${grant}/link`, 'utf8'));
} catch (error) {
  failed(error);
}
