'use strict';
// confine() for real, each time in a process of its own.
const assert = require('node:assert');
const fs = require('node:fs');
const path = require('node:path');
const test = require('node:test');
const { spawnSync } = require('node:child_process');
const { folderOf, major, packageFolder, ward } = require('./common.js');

const kernel = ward.kernel();
const skip = (kernel.landlockAbi < 6 || !kernel.seccomp) && 'this kernel keeps less (Landlock below ABI 6, or no seccomp)';

function run(script, words, env = {}) {
  const file = path.join(__dirname, 'confined', script);
  return spawnSync(process.execPath, ['--no-warnings', file, packageFolder, ...words], { encoding: 'utf8', timeout: 60000, env });
}

function answers(done) {
  assert.strictEqual(done.status, 0, `status ${done.status} ${done.signal}: ${done.stderr}${done.stdout}`);
  return JSON.parse(done.stdout);
}

const tree = { 'granted/a.txt': 'granted', 'granted/out/': null, 'secret/s.txt': 'secret' };

test('everything that is not granted is refused, in every thread', { skip }, (t) => {
  const folder = folderOf(t, tree);
  fs.symlinkSync('../secret/s.txt', `${folder}/granted/link`);
  const { confined, ...said } = answers(run('everything.js', [`${folder}/granted`]));
  assert.strictEqual(confined.landlockAbi, kernel.landlockAbi);
  assert.deepStrictEqual(said, {
    workerAtFirst: 'secret',
    readSync: 'EACCES', readPool: Array(8).fill('EACCES'), readCallback: 'EACCES', readLink: 'EACCES',
    readGranted: 'granted', readGrantedPool: 'granted', writeGranted: 'done', writeElsewhere: 'EACCES', chmod: 'EPERM',
    workerBefore: 'EACCES', workerAfter: 'EACCES', workerAfterGranted: 'granted', workerEmptyArguments: 'EACCES',
    spawnSync: 'EPERM', spawn: 'EPERM', exec: 'EPERM',
    connect: 'EACCES', listen: 'EACCES', unixSocket: 'EACCES', udp: 'EACCES', kill: 'EPERM',
    openFile: 'secret', openConnection: 'echo', timer: 'rang',
    wider: 'confined', readAfterWider: 'EACCES', narrower: 'confined', readAfterNarrower: 'EACCES', poolAfterNarrower: 'EACCES',
  });
});

// node 22 and newer hold rings of io_uring from the start.
const ringsHere = (confined) => confined.notEnforced.some((sentence) => sentence.includes('io_uring'));

test('strict refuses where something is not enforced, and then changes nothing', { skip }, (t) => {
  const folder = folderOf(t, tree);
  const secret = `${folder}/secret/s.txt`;
  const warned = answers(run('strict.js', [secret, 'warn']));
  assert.strictEqual(warned.read, 'EACCES');
  assert.deepStrictEqual(warned.confined.notEnforced.filter((sentence) => !sentence.includes('io_uring')), []);
  const strict = answers(run('strict.js', [secret, 'strict']));
  if (ringsHere(warned.confined)) {
    assert.strictEqual(strict.error.code, 'ERR_WARD_UNSUPPORTED');
    assert.match(strict.error.message, /io_uring/);
    assert.strictEqual(strict.read, 'read');
  } else {
    assert.strictEqual(strict.error, undefined);
    assert.strictEqual(strict.read, 'EACCES');
  }
  if (major < 22) assert.ok(!ringsHere(warned.confined));
});

test('a worker confines the process', { skip }, (t) => {
  const folder = folderOf(t, tree);
  const done = run('strict.js', [`${folder}/secret/s.txt`, 'warn', 'worker']);
  assert.strictEqual(done.status, 0, done.stderr);
  const [inWorker, inMain] = done.stdout.split('\n').map((line) => JSON.parse(line));
  assert.strictEqual(inWorker.read, 'EACCES');
  assert.strictEqual(inMain.main, 'EACCES');
});

test('rings that a thread of the kernel works off would escape: refused before anything happens', { skip }, (t) => {
  const folder = folderOf(t, tree);
  const code = `
    const fs = require('fs');
    const [packageFolder, secret] = process.argv.slice(1);
    fs.promises.readFile(secret).then(() => {
      const polled = fs.readdirSync('/proc/self/fdinfo').some((fd) => {
        try { return /SqThread:\\s*[0-9]/.test(fs.readFileSync('/proc/self/fdinfo/' + fd, 'utf8')); } catch { return false; }
      });
      let code = 'confined';
      try { new (require(packageFolder).Permission)().confine(); } catch (error) { code = error.code; }
      let read = 'read';
      try { fs.readFileSync(secret); } catch (error) { read = error.code; }
      fs.writeSync(1, JSON.stringify({ polled, code, read }));
    });`;
  const done = spawnSync(process.execPath, ['-e', code, packageFolder, `${folder}/secret/s.txt`],
                         { encoding: 'utf8', timeout: 60000, env: { UV_USE_IO_URING: '1' } });
  const { polled, ...said } = answers(done);
  assert.deepStrictEqual(said, polled ? { code: 'ERR_WARD_UNSUPPORTED', read: 'read' } : { code: 'confined', read: 'EACCES' });
});
