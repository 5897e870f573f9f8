'use strict';
// The package under test (the build's copy, where CMake says so), a folder of files, and this node's own words.
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const packageFolder = process.env.WARD_NODE_PACKAGE || path.join(__dirname, '..');
const major = Number(process.versions.node.split('.')[0]);

// A folder of its own for a test, with what `tree` says: { 'name/': null, name: 'text' }. Removed afterwards.
function folderOf(t, tree) {
  const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'ward-node-')));
  t.after(() => fs.rmSync(folder, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(tree)) {
    const file = path.join(folder, name);
    fs.mkdirSync(name.endsWith('/') ? file : path.dirname(file), { recursive: true });
    if (text !== null) fs.writeFileSync(file, text);
  }
  return folder;
}

// Whether this node has a flag at all.
const knows = (flag) => process.allowedNodeEnvironmentFlags.has(flag.split('=')[0]);
const modelFlag = knows('--permission') ? '--permission' : '--experimental-permission';

// What a node of this version prints as JSON: the value of `expression`, with `input`.
function nodeSays(flags, expression, input, folder) {
  const code = `const input = JSON.parse(process.argv[1]); process.stdout.write(JSON.stringify(${expression}))`;
  const done = spawnSync(process.execPath, [...flags, '--no-warnings', '-e', code, JSON.stringify(input)],
                         { cwd: folder, encoding: 'utf8', env: {} });
  if (done.status !== 0) throw new Error(`node ended with ${done.status}: ${done.stderr}`);
  return JSON.parse(done.stdout);
}

module.exports = { packageFolder, ward: require(packageFolder), major, folderOf, knows, modelFlag, nodeSays };
