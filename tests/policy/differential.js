// ward's reading of manifests beside node 20's: run by differential.sh, in that node, with --expose-internals.
//
// Random manifests with questions (node's class Manifest in this process), spoilt JSON, random integrity metadata (node's
// parser, and npm's ssri), every row of ward's table of deviations, and whole loads by real processes with
// --experimental-policy. Prints what differs and the number of cases of each kind.
'use strict';
const { spawnSync } = require('child_process');
const node = require('./node_policy.js');
const { generator } = require('./generate.js');
const deviations = require('./deviations.js');
const loads = require('./loads.js');

const [driver, manifestsText = '10000', loadsText = '300'] = process.argv.slice(2);
const seed = 20261126;
let differences = 0;
const differ = (kind, text) => {
  if (++differences <= 40) console.log(`${kind}: ${text}`);
};

const askWard = (lines) => {
  const run = spawnSync(driver, { input: lines.map((line) => JSON.stringify(line) + '\n').join(''), maxBuffer: 1 << 30, encoding: 'utf8' });
  if (run.status !== 0) throw new Error(`${driver}: ${run.error ?? run.stderr} (status ${run.status}, signal ${run.signal})`);
  return run.stdout.trimEnd().split('\n').map((line) => JSON.parse(line));
};

const manifests = (count) => {
  const random = generator(seed);
  const cases = Array.from({ length: count }, () => ({ ...random.one(), semantics: 'node' }));
  const answers = askWard(cases);
  const seen = new Map();
  let asked = 0;
  cases.forEach((one, i) => {
    const built = node.build(one.manifest, one.url);
    seen.set(built.refused, (seen.get(built.refused) ?? 0) + 1);
    if (built.refused !== answers[i].manifest)
      differ('manifest', `node ${built.refused || 'takes'}, ward ${answers[i].manifest || 'takes'}: ${one.url} ${one.manifest}`);
    if (built.refused !== '' || answers[i].manifest !== '') return;
    one.ask.forEach((question, k) => {
      const expected = node.ask(built.manifest, question);
      const word = expected.includes(':') ? 'redirect' : expected;
      seen.set(`${question[0]} ${word}`, (seen.get(`${question[0]} ${word}`) ?? 0) + 1);
      asked++;
      if (expected !== answers[i].answers[k])
        differ('answer', `${JSON.stringify(question)} node ${expected}, ward ${answers[i].answers[k]}: ${one.url} ${one.manifest}`);
    });
  });
  console.log(`manifests: ${count}, questions: ${asked}`);
  for (const [word, times] of [...seen].sort()) console.log(`  ${word || 'taken'}: ${times}`);
  // A generator that has stopped asking proves nothing.
  for (const word of ['', 'ERR_INVALID_URL', 'ERR_MANIFEST_INVALID_RESOURCE_FIELD', 'ERR_MANIFEST_INVALID_SPECIFIER',
    'ERR_MANIFEST_UNKNOWN_ONERROR', 'integrity pass', 'integrity ERR_SRI_PARSE', 'integrity ERR_MANIFEST_ASSERT_INTEGRITY',
    'dependency true', 'dependency redirect', 'dependency ERR_MANIFEST_DEPENDENCY_MISSING', 'dependency ERR_INVALID_URL',
    'dependency ERR_MANIFEST_INVALID_RESOURCE_FIELD', 'might true', 'might false', 'might ERR_INVALID_URL'])
    if (!(seen.get(word) > 5)) differ('generator', `has too few cases of "${word}"`);
};

// Why ward may refuse JSON that node takes.
const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);
const wrongContainer = (json) => {
  if (!isObject(json)) return true;
  return ['resources', 'scopes'].some((name) => json[name] != null &&
    (!isObject(json[name]) || Object.values(json[name]).some((descriptor) => !isObject(descriptor))));
};
const hasDuplicates = (text) => {
  // The text is JSON already: strings, brackets and colons tell enough.
  const keys = [];
  const tokens = text.match(/"(?:[^"\\]|\\.)*"\s*:?|[{}]/g) ?? [];
  for (const token of tokens) {
    if (token === '{') keys.push(new Set());
    else if (token === '}') keys.pop();
    else if (token.endsWith(':')) {
      const key = JSON.parse(token.slice(0, -1));
      if (keys.at(-1).has(key)) return true;
      keys.at(-1).add(key);
    }
  }
  return false;
};

const spoilt = (count) => {
  const random = generator(seed + 1);
  const cases = Array.from({ length: count }, () => ({ ...random.spoilt(), semantics: 'node' }));
  const answers = askWard(cases);
  let taken = 0;
  let excused = 0;
  cases.forEach((one, i) => {
    const { refused } = node.build(one.manifest, one.url);
    if (refused !== 'parse') taken++;
    if ((refused === 'parse') === (answers[i].manifest === 'parse')) return;
    const text = one.manifest;
    const excuse = refused !== 'parse' && (wrongContainer(JSON.parse(text)) || hasDuplicates(text));
    if (excuse) excused++;
    else differ('JSON', `node ${refused || 'takes'}, ward ${answers[i].manifest || 'takes'}: ${JSON.stringify(text)}`);
  });
  console.log(`spoilt JSON: ${count}, node takes ${taken}, of which ward refuses ${excused} for duplicate keys or wrong containers`);
};

// npm's ssri reads leniently: what it cannot read it drops. Where both read everything they agree on strongest-only.
const ssriAnswer = (ssri, text, content) => {
  const parsed = ssri.parse(text, { strict: true });
  if (parsed === null) return 'error';
  const count = Object.values(parsed).flat().length;
  if (count !== text.trim().split(/[ \t]+/).length) return 'error';
  if (Object.keys(parsed).some((name) => !['sha256', 'sha384', 'sha512'].includes(name))) return 'error';
  return ssri.checkData(content, text, { strict: true }) ? 'match' : 'differ';
};

const integrity = (count) => {
  const random = generator(seed + 2);
  const cases = Array.from({ length: count }, () => ({ sri: random.integrityText(), content: random.pick(random.contents) }));
  const answers = askWard(cases);
  let ssri = null;
  try {
    ssri = require('../oracles/node_modules/ssri');
  } catch {
    console.log('integrity metadata: npm\'s ssri is not in tests/oracles/node_modules; compared with node alone');
  }
  const seen = {};
  cases.forEach(({ sri, content }, i) => {
    const expected = node.readSri(sri, content);
    seen[`node ${expected}`] = (seen[`node ${expected}`] ?? 0) + 1;
    if (expected !== answers[i].node) differ('integrity', `${JSON.stringify(sri)} of ${JSON.stringify(content)}: node ${expected}, ward ${answers[i].node}`);
    if (ssri === null) return;
    const strict = answers[i].strict;
    const peer = ssriAnswer(ssri, sri, content);
    seen[`ssri ${peer}, ward ${strict}`] = (seen[`ssri ${peer}, ward ${strict}`] ?? 0) + 1;
    // ward refuses more; what it reads it reads alike. (A "?" with nothing behind it spoils the hash for ssri.)
    if (strict !== 'error' && !/\?(?=[ \t]|$)/.test(sri) && strict !== peer) differ('ssri', `${JSON.stringify(sri)} of ${JSON.stringify(content)}: ssri ${peer}, ward ${strict}`);
  });
  console.log(`integrity metadata: ${count}`, JSON.stringify(seen));
  // Listed: ssri approves by sha1 alone, ward does not.
  if (ssri !== null) {
    const sha1 = ssri.fromData('A', { algorithms: ['sha1'] }).toString();
    if (!ssri.checkData('A', sha1)) differ('ssri', 'no longer approves by sha1 alone: mend the documents');
    if (askWard([{ sri: sha1, content: 'A' }])[0].strict !== 'error') differ('ssri', 'ward approves by sha1 alone');
  }
};

const table = () => {
  const url = 'file:///srv/app/policy.json';
  const ids = new Set(askWard([{ deviations: true }])[0].ids);
  for (const row of deviations) {
    if (!ids.has(row.id)) differ('deviation', `${row.id} is not in ward's table`);
    if (row.sri) {
      if (node.readSriTwice(...row.sri) !== row.node) differ('deviation', `${row.id}: node says ${node.readSriTwice(...row.sri)}`);
      if (askWard([{ sri: row.sri[1], content: 'A' }])[0].node === 'error') differ('deviation', `${row.id}: ward cannot read`);
      continue;
    }
    const text = row.text ?? JSON.stringify(row.manifest);
    const built = node.build(text, url);
    const nodeSays = built.refused ? `refused: ${built.refused}` : node.ask(built.manifest, row.ask);
    if (nodeSays !== row.node) differ('deviation', `${row.id}: node says ${nodeSays}, not ${row.node}`);
    for (const [semantics, expected] of [['ward', row.ward], ['node', row.wardAsNode ?? row.node]]) {
      const answer = askWard([{ url, semantics, manifest: text, ask: [row.ask] }])[0];
      const says = answer.manifest ? `refused: ${answer.manifest}` : answer.answers[0];
      if (says !== expected) differ('deviation', `${row.id}: ward, reading as ${semantics}, says ${says}, not ${expected}`);
    }
  }
  for (const id of ids) if (!deviations.some((row) => row.id === id)) differ('deviation', `${id} is shown by no case`);
  console.log(`deviations: ${ids.size} rows, ${deviations.length} cases`);
};

const count = Number(manifestsText);
manifests(count);
spoilt(count);
integrity(2 * count);
table();
loads.run(Number(loadsText), seed, askWard, differ);
console.log(`differences: ${differences}`);
process.exitCode = differences === 0 ? 0 : 1;
