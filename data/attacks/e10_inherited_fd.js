// id: E10
// title: a file descriptor that was open before is readable
// label: documented: https://nodejs.org/api/permissions.html#permission-model-constraints
// reference: https://nodejs.org/api/permissions.html
// versions: >=20.0.0
// measured: escapes: every version measured
// grants: --allow-fs-read={grant} --allow-fs-write={grant}
// prove: content
// stops: fds
// setup: open-fd 9 {secret}/secret.txt
'use strict';
const [grant, secret] = process.argv.slice(2);
const finish = (text) => { process.stdout.write(text.split('\n', 1)[0] + '\n'); process.exit(); };
const escaped = (evidence) => finish(`ESCAPED ${evidence}`);
const DENIAL = /^(ERR_ACCESS_DENIED|ERR_DLOPEN_DISABLED|ERR_DLOPEN_FAILED|EACCES|EPERM|ENOSYS|EXDEV|EROFS)$/;
const failed = (error) => finish(`${DENIAL.test(error.code) ? 'DENIED' : 'BROKEN'} ${error.code || error.name} ${error.message}`);
process.on('uncaughtException', failed);

const fs = require('fs');
try {
  const bytes = Buffer.alloc(64);
  fs.readSync(9, bytes, 0, 64, 0);
  escaped(bytes.toString());
} catch (error) {
  // Nothing there, or something of node's own that took the number: not the file.
  const gone = ['EBADF', 'ESPIPE', 'EINVAL', 'EAGAIN', 'EISDIR'].includes(error.code);
  failed(gone ? { code: 'EACCES', message: error.message } : error);
}
