// Runs under a node binary that is looked at: node [FLAGS] probe.js ASKS, where ASKS is JSON: [{"id", "words"}, …].
// One line of JSON for each, in order: {"id", "answer", "evidence"} or {"id", "code", "permission", "resource", "message"}.
// What it says is a claim; the runner looks itself at what was read, written and made.
'use strict';
const fs = require('fs');
const { once } = require('events');

const tell = (line) => fs.writeSync(1, JSON.stringify(line) + '\n');
// Files are written with this, so that the runner knows who wrote them.
const mark = (id) => `written by ${id}\n`;

const collect = async (child) => {
  let text = '';
  child.stdout.on('data', (bytes) => { text += bytes; });
  const failure = new Promise((_, reject) => child.on('error', reject));
  await Promise.race([once(child, 'close'), failure]);
  if (child.exitCode !== 0) throw Object.assign(new Error(`status ${child.exitCode}`), { code: 'STATUS' });
  return text;
};

const operations = {
  'has': (id, scope, reference) => String(process.permission.has(scope, reference)),
  'has-buffer': (id, scope, reference) => String(process.permission.has(scope, Buffer.from(reference))),
  'drop': (id, scope, reference) => { process.permission.drop(scope, reference); },

  'readFileSync': (id, path) => fs.readFileSync(path, 'utf8'),
  'readFileSync-buffer': (id, path) => fs.readFileSync(Buffer.from(path), 'utf8'),
  'readFileSync-bytes': (id, path) => fs.readFileSync(new Uint8Array(Buffer.from(path)), 'utf8'),
  'readFileSync-url': (id, path) => fs.readFileSync(new URL(`file://${path}`), 'utf8'),
  'readFile': (id, path) => new Promise((done, failed) => fs.readFile(path, 'utf8', (error, text) => error ? failed(error) : done(text))),
  'promises.readFile': (id, path) => fs.promises.readFile(path, 'utf8'),
  'createReadStream': async (id, path) => { let text = ''; for await (const part of fs.createReadStream(path, 'utf8')) text += part; return text; },
  'openSync-r': (id, path) => { const fd = fs.openSync(path, 'r'); const text = fs.readFileSync(fd, 'utf8'); fs.closeSync(fd); return text; },
  'opendirSync': (id, path) => { const names = []; const folder = fs.opendirSync(path); for (let entry; (entry = folder.readSync());) names.push(entry.name); folder.closeSync(); return names.sort().join(','); },
  'readdirSync': (id, path) => fs.readdirSync(path).sort().join(','),
  'existsSync': (id, path) => String(fs.existsSync(path)),
  'accessSync': (id, path) => { fs.accessSync(path); return 'true'; },
  'statSync': (id, path) => String(fs.statSync(path).size),

  'openSync-w': (id, path) => { const fd = fs.openSync(path, 'w'); fs.writeSync(fd, mark(id)); fs.closeSync(fd); },
  'writeFileSync': (id, path) => fs.writeFileSync(path, mark(id)),
  'writeFile': (id, path) => new Promise((done, failed) => fs.writeFile(path, mark(id), (error) => error ? failed(error) : done())),
  'promises.writeFile': (id, path) => fs.promises.writeFile(path, mark(id)),
  'mkdirSync': (id, path) => { fs.mkdirSync(path); },
  'symlinkSync': (id, path, target) => fs.symlinkSync(target, path),
  'rmSync': (id, path) => fs.rmSync(path),
  'chmodSync': (id, path) => fs.chmodSync(path, 0o640),
  'fchmodSync': (id, path) => { const fd = fs.openSync(path, 'r'); try { fs.fchmodSync(fd, 0o640); } finally { fs.closeSync(fd); } },

  'spawn': (id, command, ...words) => collect(require('child_process').spawn(command, words)),
  'spawnSync': (id, command, ...words) => { const done = require('child_process').spawnSync(command, words, { encoding: 'utf8' }); if (done.error) throw done.error; return done.stdout; },
  'execFileSync': (id, command, ...words) => require('child_process').execFileSync(command, words, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }),
  'Worker': async (id, path) => {
    const { Worker } = require('worker_threads');
    const worker = new Worker(`require('worker_threads').parentPort.postMessage(require('fs').readFileSync(${JSON.stringify(path)}, 'utf8'))`, { eval: true });
    return (await once(worker, 'message'))[0];
  },
  'WASI': () => { new (require('wasi').WASI)({ version: 'preview1' }); },
  'dlopen': (id, path) => process.dlopen({ exports: {} }, path),
  'require-node': (id, path) => { require(path); },
  'inspector': () => { const session = new (require('inspector').Session)(); session.connect(); session.disconnect(); },

  'net.connect': async (id, port) => { const socket = require('net').connect(Number(port), '127.0.0.1'); await once(socket, 'connect'); socket.destroy(); },
  'dns.lookup': (id, host) => new Promise((done, failed) => require('dns').lookup(host, (error) => error ? failed(error) : done())),
  'dgram': async () => { const socket = require('dgram').createSocket('udp4'); socket.bind(0, '127.0.0.1'); await once(socket, 'listening'); socket.close(); },
};

const word = (value) => value === undefined ? null : String(value);

(async () => {
  for (const { id, words: [name, ...rest] } of JSON.parse(process.argv[2])) {
    try {
      const evidence = await operations[name](id, ...rest);
      tell({ id, answer: 'allowed', evidence: evidence === undefined ? null : evidence });
    } catch (error) {
      tell({ id, code: word(error.code) || error.name, permission: word(error.permission), resource: word(error.resource), message: String(error.message).split('\n')[0] });
    }
  }
  process.exit();
})();
