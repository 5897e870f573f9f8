// id: E21
// title: a connection to a Unix socket outside the grant
// label: CVE-2026-21636 fixed in 25.3.0; before 25 the model does not limit the network
// reference: https://nodejs.org/en/blog/vulnerability/december-2025-security-releases
// versions: >=20.0.0 <25.3.0
// measured: escapes: 20.3.0 to 25.2.1; denied: 25.8.1 to 26.10.0
// grants: --allow-fs-read={grant} --allow-fs-write={grant}
// prove: effect
// stops: seccomp
// setup: listen-unix {secret}/server.sock
'use strict';
const [grant, secret] = process.argv.slice(2);
const finish = (text) => { process.stdout.write(text.split('\n', 1)[0] + '\n'); process.exit(); };
const escaped = (evidence) => finish(`ESCAPED ${evidence}`);
const DENIAL = /^(ERR_ACCESS_DENIED|ERR_DLOPEN_DISABLED|ERR_DLOPEN_FAILED|EACCES|EPERM|ENOSYS|EXDEV|EROFS)$/;
const failed = (error) => finish(`${DENIAL.test(error.code) ? 'DENIED' : 'BROKEN'} ${error.code || error.name} ${error.message}`);
process.on('uncaughtException', failed);

const net = require('net');
const attack = JSON.parse(process.env.ATTACK);
const socket = net.connect(attack.unix);
socket.on('error', failed);
socket.on('data', (bytes) => escaped(bytes.toString()));
