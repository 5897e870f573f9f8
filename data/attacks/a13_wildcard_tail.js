// id: A13
// title: text after * in a grant is ignored, so *.md grants every file
// label: CVE-2024-21890: documented, not changed, in 20.11.1 and 21.6.2
// reference: https://nodejs.org/en/blog/vulnerability/february-2024-security-releases
// versions: >=20.0.0
// measured: escapes: every version measured
// grants: --allow-fs-read={grant} --allow-fs-read={secret}/*.md
// prove: content
// stops: policy
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
