'use strict';
// has() beside process.permission.has() of the node that runs this, on the same grants.
const assert = require('node:assert');
const fs = require('node:fs');
const path = require('node:path');
const test = require('node:test');
const { folderOf, knows, major, modelFlag, nodeSays, ward } = require('./common.js');

const asked = '(([scope, reference]) => process.permission.has(scope, reference))';

// Where node's answer is a slip of its own that ward does not share; each was met by these tests.
function isKnown(folder, flags, [scope, reference], theirs, ours) {
  // A folder's own name, where node's tree of letters has another grant beside it: refused, though all below is granted.
  const own = reference !== undefined && path.resolve(folder, reference);
  const granted = (flag) => flag.includes('=') && path.resolve(folder, flag.split('=')[1]).replace(/\/\*$/, '') === own;
  if (flags.length > 1 && !theirs && ours && flags.some(granted)) return true;
  // A slash at the end says folder, though none is there yet: to node that is one name.
  const below = (flag) => flag.endsWith('/') && !fs.existsSync(flag.split('=')[1]) && `${own}/`.startsWith(`${path.resolve(flag.split('=')[1])}/`);
  if (!theirs && ours && flags.some(below)) return true;
  // An empty reference is none: node 24 and newer grant nothing by it.
  if (major < 24 && reference === '') return theirs && !ours;
  // The root, by name, is every path, and then the whole scope is not granted: node 20 says it is.
  if (major < 22 && flags.some((flag) => flag.endsWith('=/'))) return reference === undefined && theirs && !ours;
  // node 20 has the flag, and no such scope.
  return major < 22 && scope === 'addon';
}

// Asks both, in `folder`, and holds the answers against each other.
function compare(folder, flags, questions) {
  const theirs = nodeSays([modelFlag, ...flags], `input.map(${asked})`, questions, folder);
  const before = process.cwd();
  process.chdir(folder);
  try {
    const permission = new ward.Permission(flags);
    const ours = questions.map(([scope, reference]) => permission.has(scope, reference));
    questions.forEach((question, i) => {
      if (isKnown(folder, flags, question, theirs[i], ours[i])) return;
      assert.strictEqual(ours[i], theirs[i], `${flags} has(${question})`);
    });
  } finally {
    process.chdir(before);
  }
}

const tree = { 'allow/a.txt': 'a', 'allow/sub/b.txt': 'b', 'allowX/c.txt': 'c', 'secret/s.txt': 's', 'ab/': null, 'abc/': null };
const references = ['allow', 'allow/', 'allow/a.txt', 'allow/sub', 'allow/sub/b.txt', 'allow/not/there', 'allowX', 'allowX/c.txt',
                    'allo', 'allow.', 'allow/../secret/s.txt', 'allow/./a.txt', 'allow//a.txt', 'allow/sub/../a.txt', '../allow/a.txt',
                    'secret', 'secret/s.txt', 'not', 'not/there', '.', '..', './allow', 'ab', 'abc', 'abd', 'ab/x', 'abc/x', 'a'];
const grantings = {
  nothing: () => [],
  'a folder': (d) => [`--allow-fs-read=${d}/allow`],
  'a folder with a slash': (d) => [`--allow-fs-read=${d}/allow/`],
  'a folder with a star': (d) => [`--allow-fs-read=${d}/allow/*`],
  'a file': (d) => [`--allow-fs-read=${d}/allow/a.txt`],
  'what is not there': (d) => [`--allow-fs-read=${d}/not`],
  'what is not there, with a star': (d) => [`--allow-fs-read=${d}/not/*`],
  'a relative folder': () => ['--allow-fs-read=./allow'],
  'a relative way up': () => ['--allow-fs-read=allow/../secret'],
  'two folders': (d) => [`--allow-fs-read=${d}/allow`, `--allow-fs-read=${d}/secret`],
  'names that begin alike': (d) => [`--allow-fs-read=${d}/ab`, `--allow-fs-read=${d}/abc/`],
  everything: () => ['--allow-fs-read=*'],
  'everything and something': (d) => ['--allow-fs-read=*', `--allow-fs-read=${d}/allow`],
  root: () => ['--allow-fs-read=/'],
};

for (const [name, granting] of Object.entries(grantings)) {
  test(`the same answers for ${name}`, (t) => {
    const folder = folderOf(t, tree);
    const flags = granting(folder);
    const paths = [...references, ...references.map((r) => path.join(folder, r)), '/', '/etc/passwd', folder];
    const questions = [['fs.read'], ['fs.write'], ['fs'], ...paths.flatMap((p) => [['fs.read', p], ['fs.write', p], ['fs', p]]), ['fs.read', '']];
    for (const set of [flags, flags.map((flag) => flag.replace('read', 'write'))]) {
      compare(folder, set, questions);
    }
  });
}

test('the same answers for scopes without paths', (t) => {
  const folder = folderOf(t, {});
  const scopes = ['child', 'worker', 'addon', 'wasi', 'inspector', 'net', 'nothing.of.that.name', '', 'FS.READ'];
  const questions = [...scopes.map((s) => [s]), ...scopes.map((s) => [s, 'x']), ...scopes.map((s) => [s, ''])];
  const flags = ['--allow-child-process', '--allow-worker', '--allow-addons', '--allow-wasi', '--allow-inspector', '--allow-net'];
  const known = flags.filter(knows);
  for (const set of [[], known, ...known.map((flag) => [flag])]) {
    compare(folder, set, questions);
  }
});

// Not of node 20: it ends itself when two grants are one path, and its tree of letters was never mended (CVE-2026-58043).
test('the same answers for many trees and questions by chance', { skip: major < 22 && 'the tree of node 20 is not mended' }, (t) => {
  const folder = folderOf(t, { 'a/b/c/': null, 'a/bc/': null, 'ab/a/': null, 'abc/': null, 'b/ab/': null, 'b/f': 'x' });
  // xorshift: the same questions at every run.
  let state = 88172645;
  const below = (n) => { state ^= state << 13; state ^= state >>> 17; state ^= state << 5; return (state >>> 0) % n; };
  const names = ['a', 'b', 'c', 'ab', 'abc', 'bc', 'f', '.', '..'];
  const any = (most) => Array.from({ length: 1 + below(most) }, () => names[below(names.length)]).join('/');
  for (let round = 0; round < 40; round++) {
    const flags = Array.from({ length: 1 + below(4) }, () => `--allow-fs-read=${folder}/${any(3)}${['', '/', '/*'][below(3)]}`);
    const questions = Array.from({ length: 200 }, () => ['fs.read', (below(2) ? `${folder}/` : '') + any(5) + ['', '/'][below(2)]]);
    compare(folder, flags, questions);
  }
});

// Where ward answers otherwise than node, each on purpose.

test('a wildcard within a name: node takes what stands before it, ward refuses the grant', (t) => {
  const folder = folderOf(t, tree);
  const flags = [`--allow-fs-read=${folder}/allow/*.txt`];
  assert.deepStrictEqual(nodeSays([modelFlag, ...flags], `input.map(${asked})`, [['fs.read', `${folder}/allow/sub/b.txt`]], folder), [true]);
  assert.throws(() => new ward.Permission(flags), { code: 'ERR_INVALID_ARG_VALUE', name: 'TypeError' });
});

test('a list with commas: node takes it for one name, ward refuses the grant', (t) => {
  const folder = folderOf(t, tree);
  const flags = [`--allow-fs-read=${folder}/allow,${folder}/secret`];
  const questions = [['fs.read', `${folder}/secret/s.txt`], ['fs.read', `${folder}/allow/a.txt`]];
  assert.strictEqual(nodeSays([modelFlag, ...flags], `input.map(${asked})`, questions, folder)[0], false);
  assert.throws(() => new ward.Permission(flags), { code: 'ERR_INVALID_ARG_VALUE' });
});

test('a NUL within a path: node says yes, though no call takes it; ward says no', (t) => {
  const folder = folderOf(t, tree);
  const flags = [`--allow-fs-read=${folder}/allow`];
  const question = ['fs.read', `${folder}/allow/a\0b`];
  assert.deepStrictEqual(nodeSays([modelFlag, ...flags], `input.map(${asked})`, [question], folder), [true]);
  assert.strictEqual(new ward.Permission(flags).has(...question), false);
});

test('bytes and URLs: as node 26 takes them, on every node', (t) => {
  const folder = folderOf(t, tree);
  const permission = new ward.Permission({ 'allow-fs-read': [`${folder}/allow`] });
  const { pathToFileURL } = require('node:url');
  const ways = [Buffer.from, (p) => new TextEncoder().encode(p), pathToFileURL];
  for (const way of ways) {
    assert.strictEqual(permission.has('fs.read', way(`${folder}/allow/a b%#?.txt`)), true);
    assert.strictEqual(permission.has('fs.read', way(`${folder}/secret/s.txt`)), false);
    assert.strictEqual(permission.has('fs.read', way(`${folder}/allow/../secret/s.txt`)), false);
  }
  const shared = new Uint8Array(new SharedArrayBuffer(8));
  assert.strictEqual(permission.has('fs.read', shared), false);
  assert.strictEqual(permission.has('fs.read', Buffer.from('')), false);
  assert.strictEqual(permission.has('fs.read', Buffer.from([0x2f, 0xff, 0xfe])), false);
  assert.throws(() => permission.has('fs.read', new URL('http://x/allow')), { code: 'ERR_INVALID_URL_SCHEME' });
  assert.throws(() => permission.has('fs.read', new URL('file://host/allow')), { code: 'ERR_INVALID_FILE_URL_HOST' });
  assert.throws(() => permission.has('fs.read', new URL('file:///allow%2fa')), { code: 'ERR_INVALID_FILE_URL_PATH' });
  for (const url of ['file:///a%', 'file:///a%2', 'file:///a%zz']) {
    assert.throws(() => permission.has('fs.read', new URL(url)), { code: 'ERR_INVALID_ARG_VALUE' });
  }
});

test('other types are refused as node refuses them', () => {
  const permission = new ward.Permission();
  for (const value of [5, true, {}, [], () => {}, Symbol('x'), new Uint16Array(2), new DataView(new ArrayBuffer(2)), 5n,
                       { href: 'file:///', protocol: 'file:' }, Object.create(URL.prototype)]) {
    assert.throws(() => permission.has('fs.read', value), { code: 'ERR_INVALID_ARG_TYPE', name: 'TypeError' });
  }
  for (const scope of [5, undefined, null, {}]) assert.throws(() => permission.has(scope), { code: 'ERR_INVALID_ARG_TYPE' });
});

test('long references and scopes', (t) => {
  const folder = folderOf(t, tree);
  const permission = new ward.Permission({ 'allow-fs-read': [`${folder}/allow`] });
  for (const size of [900, 1018, 1019, 1020, 1021, 1022, 1023, 1024, 1025, 4095, 100000]) {
    for (const unit of ['x', 'é', '€', '😀']) {
      const rest = unit.repeat(Math.ceil(size / Buffer.byteLength(unit)));
      for (const way of [(p) => p, Buffer.from]) {
        assert.strictEqual(permission.has('fs.read', way(`${folder}/allow/${rest}`)), true, `${size} ${unit}`);
        assert.strictEqual(permission.has('fs.read', way(`${folder}/secret/${rest}`)), false);
        assert.strictEqual(permission.has('fs.read', way(`${folder}/allow/${rest}/../../secret`)), false);
      }
    }
    assert.strictEqual(permission.has('fs.read'.padEnd(size, '.')), false);
  }
});

test('helpers that a program replaces are not asked', (t) => {
  const folder = folderOf(t, tree);
  const permission = new ward.Permission({ 'allow-fs-read': [`${folder}/allow`] });
  const secret = `${folder}/secret/s.txt`;
  const kept = [[String.prototype, 'toString'], [Buffer.prototype, 'toString'], [Buffer.prototype, 'utf8Slice'], [path, 'resolve'],
                [Object.getPrototypeOf(Uint8Array.prototype), 'slice'], [Reflect, 'apply'], [Function.prototype, 'call'],
                [Function.prototype, 'apply'], [process, 'cwd'], [Object, 'keys']].map(([o, k]) => [o, k, Object.getOwnPropertyDescriptor(o, k)]);
  const getter = Object.getOwnPropertyDescriptor(URL.prototype, 'href');
  const url = require('node:url').pathToFileURL(secret);
  Object.defineProperty(url, 'href', { value: `file://${folder}/allow/a.txt` });
  Object.defineProperty(url, 'pathname', { value: `${folder}/allow/a.txt` });
  const bytes = Buffer.from(secret);
  bytes.toString = () => `${folder}/allow/a.txt`;
  Object.defineProperty(bytes, 'length', { value: 1 });
  const { defineProperty } = Object;
  const lie = () => `${folder}/allow/a.txt`;
  let answers;
  try {
    for (let i = 0; i < kept.length; i++) defineProperty(kept[i][0], kept[i][1], { value: lie, configurable: true, writable: true });
    Object.defineProperty(URL.prototype, 'href', { get: lie, configurable: true });
    answers = [permission.has('fs.read', secret), permission.has('fs.read', bytes), permission.has('fs.read', url)];
  } finally {
    for (let i = 0; i < kept.length; i++) defineProperty(kept[i][0], kept[i][1], kept[i][2]);
    Object.defineProperty(URL.prototype, 'href', getter);
  }
  assert.deepStrictEqual(answers, [false, false, false]);
});
