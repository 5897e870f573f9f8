// id: E02B
// title: a relative link that was there before is moved until it leads outside
// label: documented: https://nodejs.org/api/permissions.html#limitations-and-known-issues
// reference: https://github.com/nodejs/node/pull/49154
// versions: >=20.0.0
// measured: escapes: every version measured
// grants: --allow-fs-read={grant} --allow-fs-write={grant}
// prove: content
// stops: landlock
// setup: mkdir {grant}/sub/x
// setup: symlink {grant}/sub/x/link ../../secret/secret.txt
'use strict';
const [grant, secret] = process.argv.slice(2);
const finish = (text) => { process.stdout.write(text.split('\n', 1)[0] + '\n'); process.exit(); };
const escaped = (evidence) => finish(`ESCAPED ${evidence}`);
const DENIAL = /^(ERR_ACCESS_DENIED|ERR_DLOPEN_DISABLED|ERR_DLOPEN_FAILED|EACCES|EPERM|ENOSYS|EXDEV|EROFS)$/;
const failed = (error) => finish(`${DENIAL.test(error.code) ? 'DENIED' : 'BROKEN'} ${error.code || error.name} ${error.message}`);
process.on('uncaughtException', failed);

const fs = require('fs');
try {
  // From sub/x the link leads to GRANT/secret, which does not exist; one level up it leads to SECRET.
  fs.renameSync(`${grant}/sub/x/link`, `${grant}/sub/link`);
  escaped(fs.readFileSync(`${grant}/sub/link`, 'utf8'));
} catch (error) {
  failed(error);
}
