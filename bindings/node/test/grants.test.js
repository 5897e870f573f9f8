'use strict';
// What a Permission is made of, what it gives back, what it throws.
const assert = require('node:assert');
const test = require('node:test');
const { folderOf, ward } = require('./common.js');
const { Permission } = ward;

const usage = { name: 'TypeError', code: 'ERR_INVALID_ARG_VALUE' };
const type = { name: 'TypeError', code: 'ERR_INVALID_ARG_TYPE' };

test('grants as an object and as flags', (t) => {
  const folder = folderOf(t, { 'a/f': 'x', 'b/f': 'x' });
  const object = new Permission({ 'allow-fs-read': ['./a', 'b'], 'allow-fs-write': 'a/f', 'allow-net': 'tcp:443', 'allow-worker': true,
                                  'allow-wasi': false, 'allow-inspector': undefined, 'allow-child-process': ['git'] }, { folder });
  const flags = new Permission(['--allow-fs-read=./a', '--allow-fs-read=b', '--allow-fs-write=a/f', '--allow-net=tcp:443', '--allow-worker',
                                '--allow-child-process=git'], { folder });
  for (const permission of [object, flags]) {
    assert.ok(permission.has('fs.read', `${folder}/a/f`) && permission.has('fs.read', `${folder}/b/f`));
    assert.ok(permission.has('fs.write', `${folder}/a/f`) && !permission.has('fs.write', `${folder}/b/f`));
    assert.ok(permission.has('net', 'tcp:443') && permission.has('net', 'example.org:443'));
    assert.ok(!permission.has('net') && !permission.has('net', 'tcp:80'));
    assert.ok(permission.has('worker') && !permission.has('wasi') && !permission.has('inspector'));
    assert.ok(permission.has('child', 'git') && !permission.has('child', 'sh') && !permission.has('child'));
  }
});

test('what is no grant is refused, and never taken for more', () => {
  for (const grants of [{ 'allow-everything': true }, { 'allow-fs-read': true }, { 'allow-fs-read': '/tmp/*.js' }, { 'allow-net': '' },
                        { 'allow-net': [''] }, ['--allow-net='], ['--allow-worker=x'], ['allow-net'], ['--permission'], { 'allow-net': '*:80' },
                        { 'allow-fs-read': 'a\0b' }]) {
    assert.throws(() => new Permission(grants), usage, JSON.stringify(grants));
  }
  for (const grants of [null, 'x', 5, [5], { 'allow-net': 5 }, { 'allow-net': [true] }, { 'allow-net': {} }]) {
    assert.throws(() => new Permission(grants), type, JSON.stringify(grants));
  }
  for (const options of [null, { folder: 5 }, { metadata: 'broker' }]) assert.throws(() => new Permission({}, options), type);
  assert.throws(() => Permission.prototype.has.call({}, 'fs.read'), TypeError);
});

test('drop() takes back by the value that was given, and only that', (t) => {
  const folder = folderOf(t, { 'a/f': 'x', 'b/f': 'x' });
  const permission = new Permission({ 'allow-fs-read': [`${folder}/a`, `${folder}/b`, `${folder}/c/*`], 'allow-worker': true });
  assert.strictEqual(permission.drop('fs.read', `${folder}/a/f`), false);
  assert.ok(permission.has('fs.read', `${folder}/a/f`));
  assert.strictEqual(permission.drop('fs.read', `${folder}/a`), true);
  assert.ok(!permission.has('fs.read', `${folder}/a/f`) && permission.has('fs.read', `${folder}/b/f`));
  assert.strictEqual(permission.drop('fs.read', `${folder}/c/*`), true);
  assert.ok(!permission.has('fs.read', `${folder}/c/x`));
  assert.strictEqual(permission.drop('worker'), true);
  assert.strictEqual(permission.drop('worker'), false);
  assert.throws(() => permission.drop('nothing.of.that.name'), usage);
  const all = new Permission({ 'allow-fs-read': '*', 'allow-fs-write': '*' });
  assert.strictEqual(all.drop('fs.read', folder), false);
  assert.ok(all.has('fs'));
  assert.strictEqual(all.drop('fs'), true);
  assert.ok(!all.has('fs.read') && !all.has('fs.write'));
});

test('require() throws the fields of ERR_ACCESS_DENIED', (t) => {
  const folder = folderOf(t, { 'a/f': 'x' });
  const permission = new Permission({ 'allow-fs-read': `${folder}/a` });
  assert.strictEqual(permission.require('fs.read', `${folder}/a/f`), undefined);
  const denied = (fields) => ({ name: 'Error', code: 'ERR_ACCESS_DENIED', ...fields });
  assert.throws(() => permission.require('fs.write', `${folder}/a/f`), denied({ permission: 'FileSystemWrite', resource: `${folder}/a/f` }));
  assert.throws(() => permission.require('fs.read', 'x/../y'), denied({ permission: 'FileSystemRead', resource: `${process.cwd()}/y` }));
  assert.throws(() => permission.require('child', 'git'), denied({ permission: 'ChildProcess', resource: 'git' }));
  assert.throws(() => permission.require('worker'), denied({ permission: 'WorkerThreads', resource: '' }));
  assert.throws(() => permission.require('fs'), denied({ permission: 'FileSystem', resource: '' }));
  assert.throws(() => permission.require('net'), { message: 'Access to this API has been restricted. Use --allow-net to manage permissions.' });
  assert.throws(() => permission.require('nothing.of.that.name'), usage);
});

test('plan() and kernel() say what this kernel keeps', (t) => {
  const folder = folderOf(t, { 'a/f': 'x' });
  const kernel = ward.kernel();
  assert.ok(Number.isInteger(kernel.landlockAbi) && typeof kernel.seccomp === 'boolean' && typeof kernel.notification === 'boolean');
  const plan = new Permission({ 'allow-fs-read': `${folder}/a`, 'allow-net': 'example.org:443' }).plan();
  assert.deepStrictEqual(plan.paths, [{ path: `${folder}/a`, rights: 'read,list' }]);
  assert.strictEqual(plan.landlockAbi, kernel.landlockAbi);
  assert.ok(plan.remarks.some((remark) => remark.includes('443')));
});

test('an object without references is collected', { skip: typeof global.gc !== 'function' && 'needs --expose-gc' }, async () => {
  const registry = new Set();
  const finalization = new FinalizationRegistry((value) => registry.add(value));
  for (let i = 0; i < 200; i++) finalization.register(new Permission({ 'allow-net': true }), i);
  for (let i = 0; i < 20 && registry.size === 0; i++) {
    global.gc();
    await new Promise((done) => setTimeout(done, 5));
  }
  assert.ok(registry.size > 0);
});
