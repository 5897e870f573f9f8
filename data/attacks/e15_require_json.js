// id: E15
// title: require of a JSON file that is not granted
// label: by design: modules are read with the permission of files
// reference: https://nodejs.org/api/permissions.html
// versions: none
// measured: denied: every version measured
// grants: --allow-fs-read={grant} --allow-fs-write={grant}
// prove: content
// stops: landlock
// setup: file {secret}/data.json {"token":"{token}"}
'use strict';
const [grant, secret] = process.argv.slice(2);
const finish = (text) => { process.stdout.write(text.split('\n', 1)[0] + '\n'); process.exit(); };
const escaped = (evidence) => finish(`ESCAPED ${evidence}`);
const DENIAL = /^(ERR_ACCESS_DENIED|ERR_DLOPEN_DISABLED|ERR_DLOPEN_FAILED|EACCES|EPERM|ENOSYS|EXDEV|EROFS)$/;
const failed = (error) => finish(`${DENIAL.test(error.code) ? 'DENIED' : 'BROKEN'} ${error.code || error.name} ${error.message}`);
process.on('uncaughtException', failed);

try {
  escaped(require(`${secret}/data.json`).token);
} catch (error) {
  failed(error.code === 'MODULE_NOT_FOUND' ? { code: 'EACCES', message: error.message } : error);
}
