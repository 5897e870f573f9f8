// id: E09B
// title: ATTACH makes a database outside the grant
// label: documented: https://nodejs.org/api/permissions.html#file-system-permissions
// reference: https://github.com/nodejs/node/pull/54269
// versions: >=22.5.0
// measured: escapes: 22.23.3 to 26.10.0; not applicable: 20.3.0 to 20.20.2
// grants: --allow-fs-read={grant} --allow-fs-write={grant}
// prove: write
// stops: landlock
// needs: node>=22.13.0
'use strict';
const [grant, secret] = process.argv.slice(2);
const finish = (text) => { process.stdout.write(text.split('\n', 1)[0] + '\n'); process.exit(); };
const escaped = (evidence) => finish(`ESCAPED ${evidence}`);
const DENIAL = /^(ERR_ACCESS_DENIED|ERR_DLOPEN_DISABLED|ERR_DLOPEN_FAILED|EACCES|EPERM|ENOSYS|EXDEV|EROFS)$/;
const failed = (error) => finish(`${DENIAL.test(error.code) ? 'DENIED' : 'BROKEN'} ${error.code || error.name} ${error.message}`);
process.on('uncaughtException', failed);

const { DatabaseSync } = require('node:sqlite');
try {
  const database = new DatabaseSync(':memory:');
  database.exec(`ATTACH '${secret}/made.db' AS other`);
  database.exec('CREATE TABLE other.note(text)');
  escaped(`${secret}/made.db`);
} catch (error) {
  failed(/unable to open/.test(error.message) ? { code: 'EACCES', message: error.message } : error);
}
