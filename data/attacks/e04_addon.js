// id: E04
// title: an addon opens what it likes
// label: documented: https://nodejs.org/api/permissions.html#permission-model-constraints
// reference: https://nodejs.org/api/cli.html#--allow-addons
// versions: >=20.12.0
// measured: escapes: 20.15.0 to 26.10.0; denied: 20.3.0 to 20.11.0
// grants: --allow-fs-read={grant} --allow-fs-write={grant} --allow-addons
// prove: content
// stops: landlock
// needs: addon
// setup: copy {grant}/addon.node addon.node
'use strict';
const [grant, secret] = process.argv.slice(2);
const finish = (text) => { process.stdout.write(text.split('\n', 1)[0] + '\n'); process.exit(); };
const escaped = (evidence) => finish(`ESCAPED ${evidence}`);
const DENIAL = /^(ERR_ACCESS_DENIED|ERR_DLOPEN_DISABLED|ERR_DLOPEN_FAILED|EACCES|EPERM|ENOSYS|EXDEV|EROFS)$/;
const failed = (error) => finish(`${DENIAL.test(error.code) ? 'DENIED' : 'BROKEN'} ${error.code || error.name} ${error.message}`);
process.on('uncaughtException', failed);

try {
  const module = { exports: {} };
  process.dlopen(module, `${grant}/addon.node`);
  escaped(module.exports.read(`${secret}/secret.txt`));
} catch (error) {
  failed(error);
}
