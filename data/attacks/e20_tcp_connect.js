// id: E20
// title: a TCP connection where no network is granted
// label: by design: the network is limited since 25.0.0 only (https://nodejs.org/api/permissions.html)
// reference: https://nodejs.org/api/cli.html#--allow-net
// versions: >=20.0.0 <25.0.0
// measured: escapes: 20.3.0 to 24.21.0; denied: 25.2.1 to 26.10.0
// grants: --allow-fs-read={grant} --allow-fs-write={grant}
// prove: effect
// stops: landlock
// setup: listen-tcp
'use strict';
const [grant, secret] = process.argv.slice(2);
const finish = (text) => { process.stdout.write(text.split('\n', 1)[0] + '\n'); process.exit(); };
const escaped = (evidence) => finish(`ESCAPED ${evidence}`);
const DENIAL = /^(ERR_ACCESS_DENIED|ERR_DLOPEN_DISABLED|ERR_DLOPEN_FAILED|EACCES|EPERM|ENOSYS|EXDEV|EROFS)$/;
const failed = (error) => finish(`${DENIAL.test(error.code) ? 'DENIED' : 'BROKEN'} ${error.code || error.name} ${error.message}`);
process.on('uncaughtException', failed);

const net = require('net');
const { port } = JSON.parse(process.env.ATTACK);
const socket = net.connect(port, '127.0.0.1');
socket.on('error', failed);
socket.on('data', (bytes) => escaped(bytes.toString()));
