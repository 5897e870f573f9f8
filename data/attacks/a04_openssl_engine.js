// id: A04
// title: crypto.setEngine loads a shared object that is not granted
// label: CVE-2023-30586 fixed in 20.3.1
// reference: https://nodejs.org/en/blog/vulnerability/june-2023-security-releases
// versions: >=20.0.0 <20.3.1
// measured: escapes: 20.3.0; denied: 20.5.0 to 26.10.0
// grants: --allow-fs-read={grant} --allow-fs-write={grant}
// prove: content
// stops: landlock
// needs: engine
// setup: copy {secret}/engine.so engine.so
'use strict';
const [grant, secret] = process.argv.slice(2);
const finish = (text) => { process.stdout.write(text.split('\n', 1)[0] + '\n'); process.exit(); };
const escaped = (evidence) => finish(`ESCAPED ${evidence}`);
const DENIAL = /^(ERR_ACCESS_DENIED|ERR_DLOPEN_DISABLED|ERR_DLOPEN_FAILED|EACCES|EPERM|ENOSYS|EXDEV|EROFS)$/;
const failed = (error) => finish(`${DENIAL.test(error.code) ? 'DENIED' : 'BROKEN'} ${error.code || error.name} ${error.message}`);
process.on('uncaughtException', failed);

const crypto = require('crypto');
// The object's constructor reads $ATTACK_READ and prints the ESCAPED line itself: it is no engine, so setEngine then fails.
try {
  crypto.setEngine(`${secret}/engine.so`);
} catch (error) {
  failed(/^ERR_CRYPTO_(ENGINE_UNKNOWN|CUSTOM_ENGINE_NOT_SUPPORTED)$/.test(error.code) ? { code: 'EACCES', message: error.message } : error);
}
finish('BROKEN none the engine was loaded and said nothing');
