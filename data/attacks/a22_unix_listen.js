// id: A22
// title: a server on a Unix socket needs no --allow-net
// label: CVE-2026-21711 fixed in 25.8.2; before 25 the model does not limit the network
// reference: https://nodejs.org/en/blog/vulnerability/march-2026-security-releases
// versions: >=20.0.0 <25.8.2
// measured: escapes: 20.3.0 to 25.8.1; denied: 26.3.0 to 26.10.0
// grants: --allow-fs-read={grant} --allow-fs-write={grant}
// prove: effect
// stops: landlock
// setup: connect-unix {secret}/own.sock
'use strict';
const [grant, secret] = process.argv.slice(2);
const finish = (text) => { process.stdout.write(text.split('\n', 1)[0] + '\n'); process.exit(); };
const escaped = (evidence) => finish(`ESCAPED ${evidence}`);
const DENIAL = /^(ERR_ACCESS_DENIED|ERR_DLOPEN_DISABLED|ERR_DLOPEN_FAILED|EACCES|EPERM|ENOSYS|EXDEV|EROFS)$/;
const failed = (error) => finish(`${DENIAL.test(error.code) ? 'DENIED' : 'BROKEN'} ${error.code || error.name} ${error.message}`);
process.on('uncaughtException', failed);

const net = require('net');
// The harness connects and sends the token.
const server = net.createServer((socket) => socket.on('data', (bytes) => escaped(bytes.toString())));
server.on('error', failed);
server.listen(`${secret}/own.sock`);
setTimeout(() => failed({ code: 'EACCES', message: 'nobody came' }), 5000).unref();
