// id: A10
// title: the program replaces path.resolve, which the check calls
// label: CVE-2023-39331 fixed in 20.8.1
// reference: https://nodejs.org/en/blog/vulnerability/october-2023-security-releases
// versions: >=20.0.0 <20.8.1
// measured: escapes: 20.3.0 to 20.8.0; denied: 20.11.0 to 26.10.0
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
try { path.resolve = (text) => text; } catch { /* frozen since 20.11.1 */ }
fs.readFile(traversal, 'utf8', (error, text) => error ? failed(error) : escaped(text));
