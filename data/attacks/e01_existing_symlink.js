// id: E01
// title: a link that was in the grant before leads outside
// label: documented: https://nodejs.org/api/permissions.html#limitations-and-known-issues
// reference: https://nodejs.org/api/permissions.html
// versions: >=20.0.0
// measured: escapes: every version measured
// grants: --allow-fs-read={grant} --allow-fs-write={grant}
// prove: content
// stops: landlock
// setup: symlink {grant}/link {secret}/secret.txt
'use strict';
const [grant, secret] = process.argv.slice(2);
const finish = (text) => { process.stdout.write(text.split('\n', 1)[0] + '\n'); process.exit(); };
const escaped = (evidence) => finish(`ESCAPED ${evidence}`);
const DENIAL = /^(ERR_ACCESS_DENIED|ERR_DLOPEN_DISABLED|ERR_DLOPEN_FAILED|EACCES|EPERM|ENOSYS|EXDEV|EROFS)$/;
const failed = (error) => finish(`${DENIAL.test(error.code) ? 'DENIED' : 'BROKEN'} ${error.code || error.name} ${error.message}`);
process.on('uncaughtException', failed);

const fs = require('fs');
try {
  escaped(fs.readFileSync(`${grant}/link`, 'utf8'));
} catch (error) {
  failed(error);
}
