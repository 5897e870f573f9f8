// What data/policy/hook.mjs promises (docs/formats/policy-hook.md), in real programs of a few files. Run by each node that the hook
// is for: node --test tests/policy/hook_test.mjs
import assert from 'node:assert';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import test from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { installHook, makeTable } from './hook_table.mjs';

const root = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), 'ward-hook-'));
process.on('exit', () => fs.rmSync(root, { recursive: true, force: true }));
let programs = 0;
const byRequire = process.env.WARD_HOOK_BY === 'require';

/**
 * Runs app.js (or `main`) of these files under a manifest whose resources are all files unless it names them; what it printed.
 * `unlisted` files get no entry; `settings` are the table's options, `flags` are node's.
 */
function run(files, manifest = {}, { settings, flags = [], main = 'app.js', unlisted = [], env = {}, status } = {}) {
  const folder = path.join(root, `${++programs}`);
  for (const [name, text] of Object.entries(files)) {
    fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    fs.writeFileSync(path.join(folder, name), text);
  }
  const base = pathToFileURL(path.join(folder, 'policy.json')).href;
  const every = Object.keys(files).filter((name) => !unlisted.includes(name)).map((name) => [`./${name}`, { integrity: true, dependencies: true }]);
  const { resources = {}, ...rest } = manifest;
  const table = makeTable({ ...rest, resources: { ...Object.fromEntries(every), ...resources } }, base, settings);
  const hook = installHook(path.join(folder, '..', `${programs}.hook`), table);
  const result = spawnSync(process.execPath, [byRequire ? `--require=${fileURLToPath(hook)}` : `--import=${hook}`, ...flags, ...(main === null ? [] : [main])],
    { cwd: folder, encoding: 'utf8', timeout: 60000, env: { PATH: process.env.PATH, ...env } });
  if (status !== undefined) assert.strictEqual(result.status, status, result.stderr);
  return { out: result.stdout.trim().split('\n').filter(Boolean), error: result.stderr, status: result.status };
}

const tell = 'const tell = (name, ask) => { try { const it = ask(); console.log(name, typeof it === "string" ? it : "ran"); } '
  + 'catch (error) { console.log(name, error.code); } };\n';
const tellImport = 'const tellImport = (name, it) => it.then((space) => console.log(name, typeof space.default === "string" ? space.default : "ran"), '
  + '(error) => console.log(name, error.code));\n';
const entry = (dependencies, more = {}) => ({ integrity: true, dependencies, ...more });
const only = (dependencies, more) => ({ resources: { './app.js': entry(dependencies, more) } });
const MISSING = 'ERR_MANIFEST_DEPENDENCY_MISSING';
const UNLISTED = 'ERR_MANIFEST_ASSERT_INTEGRITY';

/** require and import of `specifier` from app.js; the two answers. */
function ask(specifier, manifest, files = {}, more = {}) {
  const text = `${tell}${tellImport}tell('require', () => require(${JSON.stringify(specifier)}));
    tellImport('import', import(${JSON.stringify(specifier)}));`;
  const { out, error } = run({ 'app.js': text, 'b.js': 'module.exports = "b";', 'c.js': 'module.exports = "c";', ...files }, manifest, more);
  const answers = Object.fromEntries(out.map((line) => line.split(' ')));
  assert.deepStrictEqual(Object.keys(answers).sort(), ['import', 'require'], error);
  return [answers.require, answers.import];
}
const both = (answer) => [answer, answer];

test('maps of dependencies', async (t) => {
  const cases = [
    ['true lets node search', './b.js', only({ './b.js': true }), both('b')],
    ['what is not named is missing', './b.js', only({}), both(MISSING)],
    ['a resource without dependencies may ask for nothing', './b.js', only(undefined), both(MISSING)],
    ['dependencies: true lets everything be asked for', './b.js', only(true), both('b')],
    ['a target is used without a search', './b.js', only({ './b.js': './c.js' }), both('c')],
    ['a bare name can be led to a file', 'nowhere', only({ nowhere: './c.js' }), both('c')],
    ['null denies', './b.js', only({ './b.js': null }), both(MISSING)],
    ['a builtin by its name', 'fs', only({ fs: true }), both('ran')],
    ['names are exact: node:fs is not fs', 'node:fs', only({ fs: true }), both(MISSING)],
    ['a builtin that is not named', 'fs', only({ path: true }), both(MISSING)],
    ['a redirect to a builtin', './b.js', only({ './b.js': 'node:os' }), both('ran')],
    ['a redirect to a builtin that is none', './b.js', only({ './b.js': 'node:nothing' }), both('ERR_UNKNOWN_BUILTIN_MODULE')],
    ['a redirect of a builtin to a file', 'fs', only({ fs: './b.js' }), both('b')],
    ['a value of no known kind', './b.js', only({ './b.js': { node: { import: null } } }), both(MISSING)],
    ['conditions', './b.js', only({ './b.js': { import: './b.js', require: './c.js' } }), ['c', 'b']],
    ['the first condition that holds', './b.js', only({ './b.js': { node: './c.js', require: './b.js' } }), both('c')],
    ['conditions within conditions', './b.js', only({ './b.js': { node: { require: './c.js', import: null }, import: './b.js' } }), ['c', 'b']],
    ['no condition that holds', './b.js', only({ './b.js': { browser: true } }), both(MISSING)],
    ['a null in a condition goes on', './b.js', only({ './b.js': { node: null, require: true, import: true } }), both('b')],
    ['a pattern', './b.js', only({ './*': true }), both('b')],
    ['a pattern of everything', 'fs', only({ '*': true }), both('ran')],
    ['the longest pattern wins', './b.js', only({ './*': true, './b*': null }), both(MISSING)],
    ['an exact key before a pattern', './b.js', only({ './b*': null, './b.js': true }), both('b')],
    ['a star in a pattern\'s target', 'x/c.js', only({ 'x/*': './*' }), both('c')],
    ['an unlisted target', './b.js', only({ './b.js': true }), both(UNLISTED), { unlisted: ['b.js'] }],
    ['an unlisted redirect', './b.js', only({ './b.js': './c.js' }), both(UNLISTED), { unlisted: ['c.js'] }],
  ];
  for (const [name, specifier, manifest, expected, more] of cases) {
    await t.test(name, () => assert.deepStrictEqual(ask(specifier, manifest, {}, more), expected));
  }
  await t.test('conditions of the user', () => assert.deepStrictEqual(
    ask('./b.js', only({ './b.js': { special: './c.js', node: './b.js' } }), {}, { flags: ['-C', 'special'], settings: { conditions: ['special'] } }),
    both('c')));
});

test('scopes', async (t) => {
  const inside = './lib/a.js';
  const files = { 'lib/a.js': `${tell}tell('fs', () => require('fs')); module.exports = 'a';`, 'app.js': 'require("./lib/a.js");' };
  const scoped = (scopes, resource = { integrity: true, cascade: true }, rest = {}) => {
    const { out, error } = run(files, { resources: { [inside]: resource }, scopes, ...rest });
    assert.strictEqual(out.length, 1, error);
    return out[0];
  };
  const cases = [
    ['a miss with cascade asks the scope', { './lib/': { dependencies: { fs: true } } }, undefined, undefined, 'ran'],
    ['a miss without cascade does not', { './lib/': { dependencies: { fs: true } } }, entry({}), undefined, MISSING],
    ['scopes cascade outwards', { './lib/': { dependencies: {}, cascade: true }, './': { dependencies: { fs: true } } }, undefined, undefined, 'ran'],
    ['a scope without cascade stops', { './lib/': { dependencies: {} }, './': { dependencies: { fs: true } } }, undefined, undefined, MISSING],
    ['the protocol is a scope', { 'file:': { dependencies: { fs: true } } }, undefined, undefined, 'ran'],
    ['everything is a scope', { '': { dependencies: { fs: true } } }, undefined, undefined, 'ran'],
    ['the default comes last', {}, undefined, { dependencies: { fs: true } }, 'ran'],
    ['the default may be true', {}, undefined, { dependencies: true }, 'ran'],
    ['a name found denied does not cascade', { './lib/': { dependencies: { fs: true } } }, entry({ fs: null }, { cascade: true }), undefined, MISSING],
  ];
  for (const [name, scopes, resource, rest, expected] of cases) {
    await t.test(name, () => assert.strictEqual(scoped(scopes, resource, rest), `fs ${expected}`));
  }
  const trusted = (scopes, resources = {}) => ask('./lib/x.js', { ...only(true), scopes, resources: { ...only(true).resources, ...resources } },
    { 'lib/x.js': 'module.exports = "x";' }, { unlisted: ['lib/x.js'] });
  await t.test('a scope may approve what is in it', () => assert.deepStrictEqual(trusted({ './lib/': { integrity: true } }), both('x')));
  await t.test('a scope with cascade asks the next', () => assert.deepStrictEqual(trusted({ './lib/': { cascade: true }, './': { integrity: true } }), both('x')));
  await t.test('a scope without either refuses', () => assert.deepStrictEqual(trusted({ './lib/': {}, './': { integrity: true } }), both(UNLISTED)));
  await t.test('a resource without integrity is not in the scope', () => assert.deepStrictEqual(
    trusted({ './lib/': { integrity: true } }, { './lib/x.js': { dependencies: true } }), both(UNLISTED)));
});

test('ways to ask', async (t) => {
  const b = { 'b.js': 'module.exports = "b";', 'c.js': 'module.exports = "c";', 'd.js': 'module.exports = "d";' };
  const map = only({ './b.js': './c.js', './d.js': null, module: true, 'node:module': true });
  const script = (text, manifest = map, more = {}) => run({ 'app.js': text, ...b }, manifest, more);
  const mjs = (text, dependencies, more = {}) => run({ 'app.mjs': tell + tellImport + text, ...b, 'package.json': '{}' },
    { resources: { './app.mjs': entry(dependencies) } }, { main: 'app.mjs', ...more });
  const lines = (result, expected) => assert.deepStrictEqual(result.out, expected, result.error);

  await t.test('require.resolve', () => lines(
    script(`${tell}tell('b', () => require.resolve('./b.js').slice(-4)); tell('d', () => require.resolve('./d.js')); tell('fs', () => require.resolve('fs'));`),
    ['b c.js', `d ${MISSING}`, `fs ${MISSING}`]));
  await t.test('import.meta.resolve', () => lines(
    mjs('tell("b", () => import.meta.resolve("./b.js").slice(-4)); tell("d", () => import.meta.resolve("./d.js"));', { './b.js': './c.js' }),
    ['b c.js', `d ${MISSING}`]));
  await t.test('a static import', () => {
    lines(mjs('import b from "./b.js"; console.log(b);', { './b.js': './c.js' }), ['c']);
    const denied = mjs('import d from "./d.js"; console.log(d);', {});
    lines(denied, []);
    assert.match(denied.error, new RegExp(MISSING));
  });
  await t.test('createRequire of a module', () => lines(
    mjs('import { createRequire } from "node:module"; const require = createRequire(import.meta.url);\n'
      + 'tell("b", () => require("./b.js")); tell("d", () => require("./d.js")); tell("r", () => require.resolve("./b.js").slice(-4));',
    { './b.js': './c.js', 'node:module': true }), ['b c', `d ${MISSING}`, 'r c.js']));
  await t.test('CommonJS that is imported keeps its map and its require', () => lines(
    run({ 'app.mjs': 'import x from "./x.cjs"; console.log(x);', ...b, 'x.cjs':
      `${tell}tell("d", () => require("./d.js")); tell("cache", () => typeof require.cache + typeof require.extensions); module.exports = require("./b.js");` },
    { resources: { './app.mjs': entry({ './x.cjs': true }), './x.cjs': entry({ './b.js': './c.js' }) } }, { main: 'app.mjs' }),
    [`d ${MISSING}`, 'cache objectobject', 'c']));
  await t.test('re-exports are read through the map', () => lines(
    run({ 'app.mjs': 'import { name } from "./x.cjs"; console.log(name);', 'x.cjs': 'module.exports = require("./y.cjs");', 'y.cjs': 'exports.name = "y";' },
      { resources: { './app.mjs': entry({ './x.cjs': true }), './x.cjs': entry({ './y.cjs': true }) } }, { main: 'app.mjs' }), ['y']));
  await t.test('require of a module (ESM)', () => lines(
    run({ 'app.js': 'console.log(require("./m.mjs").default);', 'm.mjs': `${tellImport}tellImport("fs", import("fs")); export default "m";` },
      { resources: { './app.js': entry({ './m.mjs': true }), './m.mjs': entry({}) } }), ['m', `fs ${MISSING}`]));
  await t.test('JSON and packages', () => lines(
    run({ 'app.js': 'console.log(require("pack"), require("./data.json").x);', 'data.json': '{"x": 1}', 'node_modules/pack/index.js': 'module.exports = require("#own");',
      'node_modules/pack/own.js': 'module.exports = "own";', 'node_modules/pack/package.json': '{"name": "pack", "imports": {"#own": "./own.js"}}' },
    { resources: { './app.js': entry({ pack: true, './data.json': true }), './node_modules/pack/index.js': entry({ '#own': true }) } }), ['own 1']));
  await t.test('a second requester of the same folder is judged for itself', () => lines(
    run({ 'app.js': `${tell}tell('b', () => require('./b.js')); tell('e', () => require('./e.js'));`, ...b,
      'e.js': `${tell}tell('b from e', () => require('./b.js'));` },
    { resources: { './app.js': entry({ './b.js': true, './e.js': true }), './e.js': entry({ './b.js': null }) } }),
    ['b b', `b from e ${MISSING}`, 'e ran']));
  await t.test('a link is the file it leads to', () => {
    lines(script('const fs = require("fs"); fs.symlinkSync("b.js", "link.js"); console.log(require("./link.js"));', only({ fs: true, './link.js': true })), ['b']);
  });
  await t.test('data: only where it is listed', () => {
    const url = 'data:text/javascript,export default "data"';
    const from = (scopes) => run({ 'app.js': `${tellImport}tellImport("data", import(${JSON.stringify(url)}));` }, { ...only(true), scopes });
    lines(from({}), [`data ${UNLISTED}`]);
    lines(from({ 'data:': { integrity: true } }), ['data data']);
  });
  await t.test('onerror', () => {
    const text = `${tell}tell("fs", () => require("fs")); console.log("end");`;
    const exit = run({ 'app.js': text }, { ...only({}), onerror: 'exit' }, { status: 1 });
    lines(exit, []);
    assert.match(exit.error, /may not ask for fs/);
    const log = run({ 'app.js': text }, { ...only({}), onerror: 'log' }, { status: 0 });
    lines(log, ['fs ran', 'end']);
    assert.match(log.error, /may not ask for fs/);
  });
  await t.test('only listed entries', () => {
    const listedNot = run({ 'app.js': 'console.log("ran")' }, {}, { unlisted: ['app.js'] });
    lines(listedNot, []);
    const other = run({ 'app.js': 'console.log("ran")' }, {}, { settings: { entries: ['file:///elsewhere.js'] } });
    lines(other, []);
    lines(run({ 'app.js': 'console.log("ran")' }, {}, { flags: ['-e', 'console.log("text")'], main: null }), []);
    assert.match(run({ 'a.js': '' }, {}, { flags: ['-p', '1'], main: null }).error, /listed file, not text/);
  });
  await t.test('preloads after the hook are entries', () => lines(
    run({ 'pre.mjs': 'console.log("pre");', 'app.js': 'console.log("app");' }, only({}), { flags: ['--import', './pre.mjs'] }), ['pre', 'app']));
});

test('workers', async (t) => {
  const worker = `${tell}${tellImport}tell("fs", () => require("fs")); tell("os", () => require("os")); tellImport("import", import("fs"));`;
  const map = { resources: { './app.js': entry({ worker_threads: true, os: true, './w.js': true }), './w.js': entry({ os: true }) } };
  const expected = [`fs ${MISSING}`, 'os ran', `import ${MISSING}`];
  const start = (options, more = {}) => run({ 'w.js': worker, 'app.js':
    `const { Worker } = require("worker_threads"); process.env.X = "1"; ${more.before ?? ''}
     try { new Worker(__dirname + "/w.js", ${options}); } catch (error) { console.log(error.code); }` }, map, more);
  const cases = [
    ['get the hook', '{}', expected],
    ['without their parent\'s arguments', '{ execArgv: [] }', expected],
    ['with an environment of their own', '{ env: {} }', expected],
    ['with a shared environment', '{ env: require("worker_threads").SHARE_ENV }', expected],
    ['may not preload', '{ execArgv: ["--require", "./w.js"] }', ['ERR_ACCESS_DENIED']],
    ['may not see internals', '{ execArgv: ["--expose_internals"] }', ['ERR_ACCESS_DENIED']],
    ['may not hide a preload behind a value', '{ execArgv: ["-C", "x", "--experimental_loader=./w.js"] }', ['ERR_ACCESS_DENIED']],
    ['may have conditions', '{ execArgv: ["-C", "x", "--no-warnings"] }', expected],
    ['may not import first', '{ execArgv: ["--import=./w.js"] }', ['ERR_ACCESS_DENIED']],
    ['may not have other NODE_OPTIONS', '{ env: { NODE_OPTIONS: "--require ./w.js" } }', ['ERR_ACCESS_DENIED']],
  ];
  for (const [name, options, lines] of cases) {
    await t.test(name, () => {
      const { out, error } = start(options);
      assert.deepStrictEqual(out, lines, error);
    });
  }
  await t.test('NODE_OPTIONS set at run time', () => assert.deepStrictEqual(
    start('{ execArgv: [] }', { before: 'process.env.NODE_OPTIONS = "--require ./w.js";' }).out, ['ERR_ACCESS_DENIED']));
  await t.test('may not be made from text', () => {
    for (const [file, options] of [['"1"', '{ eval: true }'], ['new URL("data:text/javascript,1")', '{}']]) {
      const { out } = run({ 'app.js': `try { new (require("worker_threads").Worker)(${file}, ${options}); console.log("ran"); } catch (error) { console.log(error.code); }` }, map);
      assert.match(out.join(), /^ERR_(ACCESS_DENIED|MANIFEST_ASSERT_INTEGRITY)$/);
    }
  });
  await t.test('made from text where allowed, by the default map', () => {
    const text = JSON.stringify(worker);
    const { out, error } = run({ 'app.js': `new (require("worker_threads").Worker)(${text}, { eval: true });` }, { ...map, dependencies: { os: true } },
      { settings: { allow: ['eval-worker'] } });
    assert.deepStrictEqual(out, expected, error);
  });
  await t.test('workers of modules, and a class of one\'s own', () => {
    const { out, error } = run({ 'app.mjs': 'import { Worker } from "node:worker_threads"; class Mine extends Worker {}\n'
      + 'const it = new Mine(new URL("./w.js", import.meta.url)); console.log(it instanceof Worker, it.constructor === Mine, Worker.prototype.constructor === Worker);', 'w.js': worker },
    { resources: { './app.mjs': entry({ 'node:worker_threads': true }), './w.js': entry({ os: true }) } }, { main: 'app.mjs' });
    assert.deepStrictEqual(out, ['true true true', ...expected], error);
  });
});

test('nobody borrows rights', async (t) => {
  const rich = 'exports.use = () => require("child_process");';
  const attack = (text, more = {}) => {
    const { out, error } = run({ 'app.js': `require("./rich.js"); require("./poor.js");`, 'rich.js': rich, 'poor.js': `${tell}${text}`, 'other.js': '' },
      { resources: { './app.js': entry({ './rich.js': true, './poor.js': true, child_process: true }), './rich.js': entry({ child_process: true }),
        './poor.js': entry({ module: true, './rich.js': true, fs: true }) } }, more);
    return out.length === 0 ? [error.slice(0, 400)] : out;
  };
  const cases = [
    ['the main module\'s require', 'tell("x", () => process.mainModule.require("child_process"));'],
    ['the prototype\'s require', 'tell("x", () => process.mainModule.__proto__.require("child_process"));'],
    ['the require of a cached module', 'tell("x", () => require.cache[require.resolve("./rich.js")].require("child_process"));'],
    ['called by a builtin', 'tell("x", () => ["child_process"].map(process.mainModule.require, process.mainModule));'],
    ['Module._load without a parent', 'tell("x", () => module.constructor._load("child_process"));'],
    ['Module._load with a parent', 'tell("x", () => module.constructor._load("child_process", process.mainModule));'],
    ['Module._load without hooks', 'tell("x", () => module.constructor._load("child_process", null, false, { shouldSkipModuleHooks: true }));'],
    ['createRequire', 'tell("x", () => module.constructor.createRequire(__dirname + "/rich.js")("child_process"));'],
    ['createRequire by URL', 'tell("x", () => require("module").createRequire("file://" + __dirname + "/rich.js")("child_process"));'],
    ['createRequire called by a builtin', 'tell("x", () => [__dirname + "/rich.js"].map(require("module").createRequire)[0]("child_process"));'],
    ['a file name that is written over', 'module.filename = __dirname + "/rich.js"; module.id = module.filename; tell("x", () => require("child_process"));'],
    ['symbols that are written over', 'for (const s of Object.getOwnPropertySymbols(module)) { try { module[s] = "file://" + __dirname + "/rich.js"; } catch {} } tell("x", () => require("child_process"));'],
    ['text compiled under a name', 'tell("x", () => new module.constructor("m")._compile("require(\'child_process\')", __dirname + "/rich.js"));', UNLISTED],
    ['a builtin of nobody', 'tell("x", () => process.getBuiltinModule("child_process") === undefined ? "none" : "some");', 'none'],
    ['text with another\'s name', 'tell("x", () => (0, eval)("process.mainModule.require(\'child_process\')\\n//# sourceURL=" + __dirname + "/rich.js"));'],
    ['text that calls itself node', 'tell("x", () => (0, eval)("(function require(it) { return it.require(\'child_process\'); })\\n//# sourceURL=node:internal/modules/helpers")(process.mainModule));'],
    ['load of a listed file', 'tell("x", () => new module.constructor("m").load(__dirname + "/other.js"));', UNLISTED],
    ['the extension of a listed file', 'tell("x", () => require.extensions[".js"](new module.constructor("m"), __dirname + "/other.js"));', UNLISTED],
    ['a listed file without a parent', 'tell("x", () => module.constructor._load(__dirname + "/other.js", null, true));'],
    ['what a resolve tells', 'module.filename = __dirname + "/rich.js"; try { require.resolve("./other.js"); } catch {} tell("x", () => module.constructor._load(__dirname + "/other.js"));'],
    ['the program once more', 'process.argv[1] = __dirname + "/other.js"; process.once("uncaughtException", (error) => console.log("x", error.code)); module.constructor.runMain();'],
    ['a second hook', 'import(process.execArgv.join().match(/=(.*hook.mjs)/)?.[1].replace(/^\\//, "file:///") + "?x").catch((error) => console.log("x", error.code));'],
    ['the same, without a query', 'import("file://" + __dirname + "/rich.js#x").catch((error) => console.log("x", error.code));'],
    ['an addon\'s handler', 'tell("x", () => require.extensions[".node"](new module.constructor("m"), __dirname + "/other.js"));', 'ERR_ACCESS_DENIED'],
    ['a function of text with another\'s name', 'tell("x", () => new Function("return process.mainModule.require(\'child_process\')\\n//# sourceURL=file://" + __dirname + "/rich.js")());'],
  ];
  for (const [name, text, expected = MISSING] of cases) {
    await t.test(name, () => {
      assert.deepStrictEqual(attack(text), [`x ${expected}`]);
    });
  }
  await t.test('text around other modules', () => {
    for (const change of ['wrapper[0] += "console.log(1);"', 'wrapper = ["console.log(1);", ""]', 'wrap = (text) => "console.log(1);"']) {
      const { out } = run({ 'app.js': `${tell}module.constructor.${change}; tell("b", () => require("./b.js"));`, 'b.js': '' }, only({ './b.js': true }));
      assert.deepStrictEqual(out, ['b ERR_ACCESS_DENIED']);
    }
  });
  await t.test('a file name that steers the search', () => {
    const text = `${tell}module.filename = __dirname + "/sub/x.js"; tell("b", () => require("./b.js"));`;
    assert.deepStrictEqual(run({ 'app.js': text, 'b.js': '', 'sub/b.js': '' }, only({ './b.js': true })).out, [`b ${MISSING}`]);
  });
  await t.test('from a timer', () => {
    const out = attack('process.once("uncaughtException", (error) => console.log(error.code)); setImmediate(process.mainModule.require.bind(process.mainModule, "child_process"));');
    assert.deepStrictEqual(out, [MISSING]);
  });
  await t.test('vm by its name only', () => {
    const ways = `${tell}tell("vm", () => require("vm")); tell("inspector", () => require("inspector")); tell("repl", () => require("repl"));`;
    assert.deepStrictEqual(run({ 'app.js': ways }, only(true)).out, ['vm', 'inspector', 'repl'].map((name) => `${name} ${MISSING}`));
    assert.deepStrictEqual(run({ 'app.js': ways }, only({ vm: true, '*': true })).out, ['vm ran', `inspector ${MISSING}`, `repl ${MISSING}`]);
    assert.deepStrictEqual(run({ 'app.js': ways }, only(true), { settings: { allow: ['vm', 'inspector', 'repl'] } }).out, ['vm ran', 'inspector ran', 'repl ran']);
  });
  await t.test('hooks of the program', () => {
    const hook = (settings) => run({ 'app.js': `${tell}const { registerHooks, register } = require("module");
      tell("register", () => register("data:text/javascript,1"));
      tell("hooks", () => registerHooks({ resolve: (specifier, context, next) => specifier === "./evil" ? { url: "file://" + __dirname + "/evil.js", shortCircuit: true } : next(specifier, context),
        load: (url, context, next) => url.endsWith("evil.js") ? { format: "commonjs", source: "console.log('evil')", shortCircuit: true } : next(url, context) }));
      tell("evil", () => require("./evil")); tell("fs", () => require("fs")); tell("b", () => require("./b.js"));`, 'b.js': 'module.exports = "b";' },
    only({ module: true, './b.js': true, './evil': true }), { settings });
    const denied = hook(undefined).out;
    assert.deepStrictEqual(denied.slice(0, 2), ['register ERR_ACCESS_DENIED', 'hooks ERR_ACCESS_DENIED']);
    const { out, error } = hook({ allow: ['hooks'] });
    assert.deepStrictEqual(out.slice(1), ['hooks ran', `evil ${UNLISTED}`, `fs ${MISSING}`, 'b b'], error);
  });
});

test('abilities', async (t) => {
  const ways = [
    ['process.binding', 'bindings', 'tell("x", () => typeof process.binding("fs"));', 'object'],
    ['process._linkedBinding', 'bindings', 'tell("x", () => { try { process._linkedBinding("none"); } catch (error) { if (error.code !== "ERR_INVALID_MODULE") throw error; } });', 'ran'],
    ['flags of V8', 'v8-flags', 'tell("x", () => require("v8").setFlagsFromString("--stack-size=900"));', 'ran'],
    ['text compiled as a module', 'compile', 'tell("x", () => { const it = new module.constructor("m"); it._compile("module.exports = \'ran\'", __dirname + "/m.js"); return it.exports; });', 'ran', UNLISTED],
    ['the program as text', 'eval-entry', null, 'ran'],
  ];
  for (const [name, ability, text, expected, code = 'ERR_ACCESS_DENIED'] of ways) {
    await t.test(name, () => {
      const script = (settings) => (text === null ? run({ 'a.js': '' }, { dependencies: { module: true } }, { main: null, flags: ['-e', 'console.log("x ran")'], settings })
        : run({ 'app.js': tell + text }, only(true), { settings, flags: ['--no-warnings'] }));
      assert.deepStrictEqual(script(undefined).out, text === null ? [] : [`x ${code}`]);
      const { out, error } = script({ allow: [ability] });
      assert.deepStrictEqual(out, [`x ${expected}`], error);
    });
  }
  await t.test('WebAssembly where it is denied', () => {
    const text = `${tell}tell("x", () => new WebAssembly.Module(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0])));`;
    assert.deepStrictEqual(run({ 'app.js': text }, only(true)).out, ['x ran']);
    assert.deepStrictEqual(run({ 'app.js': text }, only(true), { settings: { deny: ['wasm'] } }).out, ['x ERR_ACCESS_DENIED']);
  });
  await t.test('a cache of compiled code', () => {
    const env = { NODE_COMPILE_CACHE: path.join(root, 'cache') };
    const denied = run({ 'app.js': 'console.log("ran")' }, only(true), { env });
    assert.deepStrictEqual(denied.out, []);
    assert.match(denied.error, /NODE_COMPILE_CACHE/);
    const text = 'const { enableCompileCache, constants } = require("module"); console.log(enableCompileCache(__dirname).status === constants.compileCacheStatus.DISABLED);';
    assert.deepStrictEqual(run({ 'app.js': text }, only(true)).out, ['true']);
  });
  await t.test('a library of SQLite', () => {
    const text = `${tell}const { DatabaseSync } = require("node:sqlite"); const it = new DatabaseSync(":memory:", { allowExtension: true });
      tell("x", () => it.loadExtension(__dirname + "/none.so"));`;
    const { out, error } = run({ 'app.js': text }, only({ 'node:sqlite': true }), { flags: ['--no-warnings'] });
    assert.deepStrictEqual(out, ['x ERR_ACCESS_DENIED'], error);
  });
  await t.test('a library of OpenSSL', () => assert.deepStrictEqual(
    run({ 'app.js': `${tell}tell("x", () => require("crypto").setEngine(__dirname + "/none.so"));` }, only({ crypto: true }), { flags: ['--no-warnings'] }).out, ['x ERR_ACCESS_DENIED']));
  await t.test('process.execve as child_process', { skip: typeof process.execve !== 'function' && 'this node has no execve' }, () => {
    const text = `${tell}tell("x", () => process.execve("/bin/echo", ["echo", "x", "became"], {}));`;
    assert.deepStrictEqual(run({ 'app.js': text }, only(true), { flags: ['--no-warnings'] }).out, ['x ERR_ACCESS_DENIED']);
    assert.deepStrictEqual(run({ 'app.js': text }, { ...only(true), dependencies: { child_process: true } }, { flags: ['--no-warnings'] }).out, ['x became']);
  });
  await t.test('process.getBuiltinModule by the default map', () => {
    const text = 'import { getBuiltinModule } from "node:process"; for (const name of ["fs", "os", "path"]) { const it = getBuiltinModule(name); console.log(it && Object.keys(it).includes("EOL")); }';
    const { out, error } = run({ 'app.mjs': text }, { resources: { './app.mjs': entry({ 'node:process': true }) }, dependencies: { os: true, path: 'node:os' } }, { main: 'app.mjs' });
    assert.deepStrictEqual(out, ['undefined', 'true', 'true'], error);
  });
  await t.test('a library is granted by its map', () => {
    const text = `${tell}tell("x", () => process.dlopen({ exports: {} }, __dirname + "/a.node")); tell("y", () => process.dlopen({ exports: {} }, __dirname + "/b.node"));`;
    const { out } = run({ 'app.js': text, 'a.node': 'no library', 'b.node': 'no library' }, only({ './a.node': true }));
    assert.deepStrictEqual(out, ['x ERR_DLOPEN_FAILED', 'y ERR_ACCESS_DENIED']);
  });
});

test('prototypes replaced after the start change no verdict', async (t) => {
  const tampering = [
    'Map.prototype.has = Map.prototype.get = Set.prototype.has = WeakMap.prototype.get = WeakMap.prototype.has = () => true;',
    'String.prototype.startsWith = String.prototype.endsWith = String.prototype.includes = () => true; String.prototype.slice = () => "node:fs";',
    'RegExp.prototype.exec = () => ["x", "x"]; RegExp.prototype[Symbol.replace] = () => "x"; RegExp.prototype.test = () => true;',
    'Array.prototype.includes = () => true; Array.prototype.indexOf = () => 0; Array.prototype[Symbol.iterator] = function* () { yield "require"; };',
    'Object.prototype.fs = true; Object.prototype.target = true; Object.prototype.named = true; Object.prototype.rights = null; Object.prototype.any = true; Object.prototype.cascade = true;',
    'Object.defineProperty(Object.prototype, "shortCircuit", { get: () => true, configurable: true });',
    'Object.keys = Object.entries = () => ["fs"]; Object.hasOwn = () => true; Object.prototype.hasOwnProperty = () => true; Object.assign = (a) => a;',
    'Reflect.apply = () => true; Reflect.construct = () => ({}); Function.prototype.call = Function.prototype.apply = Function.prototype.bind = () => () => true;',
    'Promise.prototype.then = function () { return this; };',
    'URL.prototype.toString = () => "node:fs"; Object.defineProperty(URL.prototype, "href", { get: () => "node:fs" }); globalThis.URL = class {};',
    'Buffer.prototype.latin1Slice = Buffer.prototype.utf8Slice = Buffer.prototype.toString = () => "node:fs"; Buffer.prototype.readUInt32LE = () => 1;',
    'JSON.parse = () => ({ fs: true }); Array.isArray = () => false; globalThis.decodeURIComponent = () => "/";',
    'Error.prepareStackTrace = () => [{ scriptName: "node:internal/modules/helpers" }]; Error.stackTraceLimit = 0; Object.freeze(Error);',
    'require("util").getCallSites = () => [{ scriptName: "node:internal/modules/helpers", functionName: "require" }];',
    'require("path").posix.resolve = require("path").resolve = () => "/"; require("url").pathToFileURL = () => "node:fs";',
    'process.cwd = () => "/"; process.env = {}; process.execArgv.length = 0;',
  ];
  for (const text of tampering) {
    await t.test(text.slice(0, 60), () => {
      const { out, error } = run({
        // What was asked for is printed by the descriptor: console is made of what was replaced.
        'app.js': `const { writeSync } = require("binding"); const put = writeSync; ${text}
          const ways = [() => require("fs"), () => require("./b.js"), () => process.mainModule.require("fs"), () => module.constructor._load("fs"), () => process.getBuiltinModule("fs").readFileSync];
          for (let i = 0; i < 5; i++) {
            try { ways[i](); put(1, "ran\\n"); } catch (error) { put(1, "denied\\n"); }
          }
          require("./c.js");`, 'b.js': 'process._rawDebug("b ran");', 'c.js': '',
      }, only({ binding: 'node:fs', util: true, path: true, url: true, './c.js': true }));
      assert.deepStrictEqual(out, Array(5).fill('denied'), error);
      assert.doesNotMatch(error, /b ran/);
    });
  }
  await t.test('a replaced fs.readFileSync puts no text in place of a listed file', () => {
    const { out, error } = run({ 'app.js': 'const fs = require("fs"); const read = fs.readFileSync; fs.readFileSync = (path, how) => String(path).includes("b.") ? "module.exports = \'evil\'" : read(path, how);'
      + 'console.log(require("./b.js")); import("./b.mjs").then((it) => console.log(it.default));', 'b.js': 'module.exports = "b";', 'b.mjs': 'export default "m";' }, only(true));
    assert.deepStrictEqual(out, ['b', 'm'], error);
  });
});

test('children get the hook as a help', async (t) => {
  const child = `${tell}tell("fs", () => require("fs"));`;
  const ways = {
    spawn: 'spawn(process.execPath, ["child.js"], { stdio: "inherit" })',
    'spawn without environment': 'spawn(process.execPath, ["child.js"], { stdio: "inherit", env: {} })',
    fork: 'fork("./child.js", [], { execArgv: [] })',
    exec: 'exec(JSON.stringify(process.execPath) + " child.js", (e, out) => process.stdout.write(out))',
    spawnSync: 'spawnSync(process.execPath, ["child.js"], { stdio: "inherit" })',
    'spawnSync with environment': 'spawnSync(process.execPath, ["child.js"], { stdio: "inherit", env: {} })',
    execFileSync: 'process.stdout.write(execFileSync(process.execPath, ["child.js"]))',
    execSync: 'process.stdout.write(execSync(JSON.stringify(process.execPath) + " child.js"))',
  };
  for (const [name, text] of Object.entries(ways)) {
    await t.test(name, () => {
      const { out, error } = run({ 'app.js': `const { spawn, fork, exec, spawnSync, execSync, execFileSync } = require("child_process"); ${text};`, 'child.js': child },
        { resources: { './app.js': entry({ child_process: true }), './child.js': entry({}) } });
      assert.deepStrictEqual(out, [`fs ${MISSING}`], error);
    });
  }
});

test('a damaged table ends the start', () => {
  const folder = path.join(root, 'damaged');
  fs.mkdirSync(folder);
  fs.writeFileSync(path.join(folder, 'app.js'), 'console.log("ran")');
  const table = makeTable({}, pathToFileURL(folder).href);
  for (const bytes of [Buffer.alloc(0), table.subarray(0, -1), Buffer.concat([Buffer.from('X'), table.subarray(1)])]) {
    const hook = installHook(path.join(folder, 'hook'), bytes);
    const result = spawnSync(process.execPath, ['--import', hook, 'app.js'], { cwd: folder, encoding: 'utf8', timeout: 60000 });
    assert.strictEqual(result.stdout, '');
    assert.notStrictEqual(result.status, 0);
  }
});
