// id: A12
// title: the program replaces path.toNamespacedPath, which is called after the check's normalisation
// label: CVE-2024-21891 fixed in 20.11.1 and 21.6.2
// reference: https://nodejs.org/en/blog/vulnerability/february-2024-security-releases
// versions: >=20.0.0 <20.11.1
// measured: escapes: 20.3.0 to 20.11.0; denied: 20.15.0 to 26.10.0
// grants: --allow-fs-read={grant} --allow-fs-write={grant}
// prove: content
// stops: landlock
// note: without the model there is no normalisation to go around, so the plain run reads the path directly
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
const original = path.toNamespacedPath;
// Only the probe's own path is replaced, so that nothing else of the run changes.
try { path.toNamespacedPath = (text) => String(text).endsWith('probe.txt') ? traversal : original(text); } catch { /* frozen since 20.11.1 */ }
const probe = process.permission ? `${grant}/probe.txt` : traversal;
const answer = (error, text) => error ? failed(error) : escaped(text);
fs.readFile(probe, 'utf8', (error, text) => error && error.code === 'ENOENT' ? failed({ code: 'EACCES', message: 'the replacement was not called' }) : answer(error, text));
