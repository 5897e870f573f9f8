// id: A06
// title: a path with .. given as a Buffer is looked up as written
// label: CVE-2023-32004 fixed in 20.5.1
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
  escaped(fs.readFileSync(Buffer.from(`${grant}/../${path.basename(secret)}/secret.txt`), 'utf8'));
} catch (error) {
  failed(error);
}
