// id: A03
// title: fs.openAsBlob reads a file without a check
// label: CVE-2023-30583 fixed in 20.3.1
// reference: https://nodejs.org/en/blog/vulnerability/june-2023-security-releases
// versions: >=20.0.0 <20.3.1
// measured: escapes: 20.3.0; denied: 20.5.0 to 26.10.0
// grants: --allow-fs-read={grant} --allow-fs-write={grant}
// prove: content
// stops: landlock
// needs: node>=20.0.0
// note: under a kernel rule the blob is made and its reading fails with a DOMException, which counts as denied
'use strict';
const [grant, secret] = process.argv.slice(2);
const finish = (text) => { process.stdout.write(text.split('\n', 1)[0] + '\n'); process.exit(); };
const escaped = (evidence) => finish(`ESCAPED ${evidence}`);
const DENIAL = /^(ERR_ACCESS_DENIED|ERR_DLOPEN_DISABLED|ERR_DLOPEN_FAILED|EACCES|EPERM|ENOSYS|EXDEV|EROFS)$/;
const failed = (error) => finish(`${DENIAL.test(error.code) ? 'DENIED' : 'BROKEN'} ${error.code || error.name} ${error.message}`);
process.on('uncaughtException', failed);

const fs = require('fs');
fs.openAsBlob(`${secret}/secret.txt`).then((blob) => blob.text()).then(escaped, (error) => failed(error.name === 'NotReadableError' ? { code: 'EACCES', message: error.message } : error));
