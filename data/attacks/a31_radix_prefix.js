// id: A31
// title: three grants that share a prefix grant the prefix too
// label: CVE-2026-58043 fixed in 22.23.2, 24.18.1 and 26.5.1
// reference: https://nodejs.org/en/blog/vulnerability/july-2026-security-releases
// versions: >=20.5.0 <22.23.2 || >=23.0.0 <24.18.1 || >=25.0.0 <26.5.1
// measured: escapes: 20.5.0 to 20.20.2, 25.2.1 to 26.5.0; denied: 20.3.0, 22.23.3, 24.21.0, 26.10.0
// grants: --allow-fs-read={grant} --allow-fs-read={secret}/secret.txtA --allow-fs-read={secret}/secret.txtB --allow-fs-read={secret}/secret.txtC
// prove: content
// stops: policy
// setup: file {secret}/secret.txtA
// setup: file {secret}/secret.txtB
// setup: file {secret}/secret.txtC
'use strict';
const [grant, secret] = process.argv.slice(2);
const finish = (text) => { process.stdout.write(text.split('\n', 1)[0] + '\n'); process.exit(); };
const escaped = (evidence) => finish(`ESCAPED ${evidence}`);
const DENIAL = /^(ERR_ACCESS_DENIED|ERR_DLOPEN_DISABLED|ERR_DLOPEN_FAILED|EACCES|EPERM|ENOSYS|EXDEV|EROFS)$/;
const failed = (error) => finish(`${DENIAL.test(error.code) ? 'DENIED' : 'BROKEN'} ${error.code || error.name} ${error.message}`);
process.on('uncaughtException', failed);

const fs = require('fs');
try {
  escaped(fs.readFileSync(`${secret}/secret.txt`, 'utf8'));
} catch (error) {
  failed(error);
}
