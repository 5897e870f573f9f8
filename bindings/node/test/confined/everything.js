'use strict';
// Confines itself and says, as one line of JSON, how each thing ends. Arguments: the package, the folder that is granted.
const childProcess = require('node:child_process');
const dgram = require('node:dgram');
const fs = require('node:fs');
const net = require('node:net');
const { once } = require('node:events');
const { Worker } = require('node:worker_threads');
const [packageFolder, folder] = process.argv.slice(2);
const { Permission } = require(packageFolder);

const secret = `${folder}/../secret/s.txt`;
const attempt = async (body) => {
  try {
    const value = await body();
    return value === undefined ? 'done' : value;
  } catch (error) {
    return error.code || String(error);
  }
};
const workerCode = `
  const fs = require('fs');
  const { parentPort } = require('worker_threads');
  parentPort.on('message', (file) => {
    let answer;
    try { answer = fs.readFileSync(file, 'utf8'); } catch (error) { answer = error.code; }
    parentPort.postMessage(answer);
  });`;
const ask = async (worker, file) => {
  worker.postMessage(file);
  return (await once(worker, 'message'))[0];
};

(async () => {
  // What is there before: a worker, threads of the pool, an open file, a connection.
  const before = new Worker(workerCode, { eval: true });
  const out = { workerAtFirst: await ask(before, secret) };
  await Promise.all([1, 2, 3, 4].map(() => fs.promises.readFile(secret)));
  const fd = fs.openSync(secret, 'r');
  const server = net.createServer((socket) => socket.pipe(socket)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const port = server.address().port;
  const connection = net.connect(port, '127.0.0.1');
  await once(connection, 'connect');

  const permission = new Permission({ 'allow-fs-read': [folder, packageFolder], 'allow-fs-write': [`${folder}/out`] });
  out.confined = permission.confine();

  out.readSync = await attempt(() => fs.readFileSync(secret, 'utf8'));
  out.readPool = await Promise.all(Array.from({ length: 8 }, () => attempt(() => fs.promises.readFile(secret, 'utf8'))));
  out.readCallback = await new Promise((done) => fs.readFile(secret, (error) => done(error ? error.code : 'read')));
  out.readLink = await attempt(() => fs.readFileSync(`${folder}/link`, 'utf8'));
  out.readGranted = await attempt(() => fs.readFileSync(`${folder}/a.txt`, 'utf8'));
  out.readGrantedPool = await attempt(() => fs.promises.readFile(`${folder}/a.txt`, 'utf8'));
  out.writeGranted = await attempt(() => fs.promises.writeFile(`${folder}/out/x`, 'x'));
  out.writeElsewhere = await attempt(() => fs.promises.writeFile(`${folder}/x`, 'x'));
  out.chmod = await attempt(() => fs.chmodSync(`${folder}/out/x`, 0o600));
  out.workerBefore = await ask(before, secret);
  const after = new Worker(workerCode, { eval: true });
  out.workerAfter = await ask(after, secret);
  out.workerAfterGranted = await ask(after, `${folder}/a.txt`);
  out.workerEmptyArguments = await attempt(async () => {
    const worker = new Worker(workerCode, { eval: true, execArgv: [], env: {} });
    const answer = await ask(worker, secret);
    await worker.terminate();
    return answer;
  });
  out.spawnSync = await attempt(() => { const done = childProcess.spawnSync('/bin/true'); if (done.error) throw done.error; });
  out.spawn = await attempt(() => once(childProcess.spawn('/bin/true'), 'exit'));
  out.exec = await attempt(() => childProcess.execSync('true'));
  out.connect = await attempt(() => once(net.connect(port, '127.0.0.1'), 'connect').then(() => 'connected'));
  out.listen = await attempt(() => once(net.createServer().listen(0, '127.0.0.1'), 'listening').then(() => 'listening'));
  out.unixSocket = await attempt(() => once(net.connect(`${folder}/socket`), 'connect').then(() => 'connected'));
  out.udp = await attempt(() => once(dgram.createSocket('udp4').bind(0), 'listening').then(() => 'listening'));
  out.kill = await attempt(() => process.kill(process.ppid, 0));
  const bytes = Buffer.alloc(6);
  fs.readSync(fd, bytes, 0, 6, 0);
  out.openFile = bytes.toString();
  connection.write('echo');
  out.openConnection = String((await once(connection, 'data'))[0]);
  out.timer = await new Promise((done) => setTimeout(done, 5, 'rang'));

  // Again: less is possible, more is not.
  out.wider = await attempt(() => new Permission({ 'allow-fs-read': '*', 'allow-net': true }).confine() && 'confined');
  out.readAfterWider = await attempt(() => fs.readFileSync(secret, 'utf8'));
  permission.drop('fs.read', folder);
  out.narrower = await attempt(() => permission.confine() && 'confined');
  out.readAfterNarrower = await attempt(() => fs.readFileSync(`${folder}/a.txt`, 'utf8'));
  out.poolAfterNarrower = await attempt(() => fs.promises.readFile(`${folder}/a.txt`, 'utf8'));

  await Promise.all([before.terminate(), after.terminate()]);
  connection.destroy();
  server.close();
  fs.writeSync(1, JSON.stringify(out));
})();
