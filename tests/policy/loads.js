// Whole loads: real processes with --experimental-policy, and what ward says that they do. Each process tries every
// specifier with require() and import() from one approved script; policies are random around it.
'use strict';
const fs = require('fs');
const os = require('os');
const path = require('path');
const { spawnSync } = require('child_process');
const { pathToFileURL } = require('url');
const { createHash } = require('crypto');
const { generator } = require('./generate.js');

const specifiers = ['fs', 'node:fs', './a.js', './lib/c.js', './b.mjs', 'x', 'node:nope', 'data:text/javascript,1'];
const files = {
  'a.js': 'exports.a = 1;\n',
  'lib/c.js': 'exports.c = 1;\n',
  'b.mjs': 'export const b = 1;\n',
  'package.json': '{}\n',
  'app.js': `'use strict';
const out = [];
const codeOf = (error) => error.code ?? error.name;
const attempt = (load) => {
  try {
    load();
    return 'pass';
  } catch (error) {
    return codeOf(error);
  }
};
(async () => {
  for (const specifier of ${JSON.stringify(specifiers)}) {
    if (!specifier.endsWith('.mjs') && !specifier.startsWith('data:')) out.push(['require', specifier, attempt(() => require(specifier))]);
    out.push(['import', specifier, await import(specifier).then(() => 'pass', codeOf)]);
  }
  process.stdout.write(JSON.stringify(out));
})();
`,
};

const manifestOf = (random) => {
  const { pick, chance, below } = random;
  const good = (text) => {
    const algorithm = pick(['sha256', 'sha384', 'sha512']);
    return `${algorithm}-${createHash(algorithm).update(text).digest('base64')}`;
  };
  const integrityOf = (text) => pick([() => good(text), () => good(text), () => good(text), () => `${good('other')} ${good(text)}`,
    () => good('other'), () => true, () => 'nonsense', () => ''])();
  const target = (depth) => pick([() => true, () => true, () => './a.js', () => './lib/c.js', () => 'node:path', () => 'node:nope', () => null,
    () => 'data:text/javascript,1', () => (depth > 0 ? { require: target(depth - 1), import: target(depth - 1) } : true),
    () => (depth > 0 ? { browser: true, node: target(depth - 1) } : true)])();
  const mapOf = () => Object.fromEntries(specifiers.filter(() => chance(0.7)).map((name) => [name, target(2)]));
  const dependencies = () => (chance(0.15) ? true : chance(0.9) ? mapOf() : null);
  const json = { resources: { './package.json': { integrity: true } } };
  for (const [name, text] of Object.entries(files)) {
    if (name === 'package.json' || (name !== 'app.js' && chance(0.15))) continue;
    const entry = {};
    if (name === 'app.js' ? chance(0.95) : chance(0.8)) entry.integrity = name === 'app.js' ? good(text) : integrityOf(text);
    if (name === 'app.js' ? chance(0.85) : chance(0.2)) entry.dependencies = dependencies();
    if (chance(0.4)) entry.cascade = chance(0.8);
    json.resources[`./${name}`] = entry;
  }
  if (chance(0.5)) json.resources['data:text/javascript,1'] = { integrity: integrityOf('1'), cascade: chance(0.3) };
  for (let i = below(4); i > 0; i--) {
    json.scopes ??= {};
    const entry = {};
    if (chance(0.5)) entry.integrity = true;
    if (chance(0.5)) entry.dependencies = dependencies();
    if (chance(0.6)) entry.cascade = chance(0.8);
    json.scopes[pick(['./', './lib/', 'file:', 'data:', ''])] = entry;
  }
  if (chance(0.4)) json.dependencies = dependencies();
  return json;
};

const answers = { MODULE_NOT_FOUND: 'missing file', ERR_MODULE_NOT_FOUND: 'missing file' };

const run = (count, seed, askWard, differ) => {
  const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'ward-policy-')));
  try {
    fs.mkdirSync(path.join(folder, 'lib'));
    for (const [name, text] of Object.entries(files)) fs.writeFileSync(path.join(folder, name), text);
    const urlOf = (name) => pathToFileURL(path.join(folder, name)).href;
    const contents = Object.fromEntries(Object.entries(files).map(([name, text]) => [urlOf(name), text]));
    contents['data:text/javascript,1'] = '1';
    const random = generator(seed + 3);
    const environment = { ...process.env };
    delete environment.NODE_OPTIONS;
    const cases = Array.from({ length: count }, () => {
      const manifest = JSON.stringify(manifestOf(random));
      fs.writeFileSync(path.join(folder, 'policy.json'), manifest);
      const child = spawnSync(process.execPath, ['--experimental-policy=policy.json', 'app.js'],
        { cwd: folder, env: environment, encoding: 'utf8', timeout: 60000 });
      const tried = child.stdout === '' ? [] : JSON.parse(child.stdout);
      const first = child.stdout === '' ? /\[(ERR_\w+)\]/.exec(child.stderr)?.[1] ?? child.stderr : 'pass';
      const ask = [['integrity', urlOf('app.js'), files['app.js']]];
      for (const [loader, specifier] of tried) ask.push([loader, urlOf('app.js'), specifier, contents]);
      return { url: urlOf('policy.json'), semantics: 'node', manifest, ask, expected: [first, ...tried.map((one) => answers[one[2]] ?? one[2])] };
    });
    let compared = 0;
    const seen = {};
    askWard(cases.map(({ expected, ...line }) => line)).forEach((answer, i) => {
      const { expected, ask, manifest } = cases[i];
      if (answer.manifest !== '') {
        if (answer.manifest !== expected[0]) differ('load', `node ${expected[0]}, ward ${answer.manifest}: ${manifest}`);
        return;
      }
      expected.forEach((word, k) => {
        compared++;
        seen[word] = (seen[word] ?? 0) + 1;
        if (word !== answer.answers[k]) differ('load', `${ask[k].slice(0, 3)}: node ${word}, ward ${answer.answers[k]}: ${manifest}`);
      });
    });
    console.log(`processes: ${count}, loads: ${compared}`, JSON.stringify(seen));
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
};

module.exports = { run };
