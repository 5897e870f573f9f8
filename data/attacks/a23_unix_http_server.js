// id: A23
// title: an HTTP server on a Unix socket needs no --allow-net
// label: CVE-2026-48936 fixed in 26.3.1 (incomplete CVE-2026-21636); before 25 the model does not limit the network
// reference: https://nodejs.org/en/blog/vulnerability/june-2026-security-releases
// versions: >=20.0.0 <25.8.2
// measured: escapes: 20.3.0 to 25.8.1; denied: 26.3.0 to 26.10.0
// grants: --allow-fs-read={grant} --allow-fs-write={grant}
// prove: effect
// stops: seccomp
// setup: connect-unix {grant}/own.sock
// note: 26.3.0, said to be affected, denied servers of net, tls and http on a path and in the abstract namespace; which server it missed is not published
'use strict';
const [grant, secret] = process.argv.slice(2);
const finish = (text) => { process.stdout.write(text.split('\n', 1)[0] + '\n'); process.exit(); };
const escaped = (evidence) => finish(`ESCAPED ${evidence}`);
const DENIAL = /^(ERR_ACCESS_DENIED|ERR_DLOPEN_DISABLED|ERR_DLOPEN_FAILED|EACCES|EPERM|ENOSYS|EXDEV|EROFS)$/;
const failed = (error) => finish(`${DENIAL.test(error.code) ? 'DENIED' : 'BROKEN'} ${error.code || error.name} ${error.message}`);
process.on('uncaughtException', failed);

const http = require('http');
// In the granted directory, where a rule on files allows the socket to be made: only the network is in question.
const server = http.createServer();
server.on('connection', (socket) => socket.prependListener('data', (bytes) => escaped(bytes.toString())));
server.on('error', failed);
server.listen({ path: `${grant}/own.sock` });
setTimeout(() => failed({ code: 'EACCES', message: 'nobody came' }), 5000).unref();
