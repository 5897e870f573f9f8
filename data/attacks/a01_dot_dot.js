// id: A01
// title: a path with .. is looked up as written
// label: CVE-2023-30584 fixed in 20.3.1
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

const fs = require('fs');
const path = require('path');
const traversal = `${grant}/../${path.basename(secret)}/secret.txt`;
const copy = `${grant}/copy.txt`;
// Every way to read, since the check was missing in one place for all of them.
const ways = [
  () => fs.readFileSync(traversal, 'utf8'),
  () => { const fd = fs.openSync(traversal, 'r'); const bytes = Buffer.alloc(64); fs.readSync(fd, bytes); return bytes.toString(); },
  () => { fs.copyFileSync(traversal, copy); return fs.readFileSync(copy, 'utf8'); },
  () => { fs.linkSync(traversal, copy); return fs.readFileSync(copy, 'utf8'); },
];
let denial;
for (const way of ways) {
  try {
    escaped(way());
  } catch (error) {
    denial = error;
  }
}
fs.readFile(traversal, 'utf8', (error, text) => error ? failed(error) : escaped(text));
