// Oracle for npm versions and ranges: npm's own `semver` package, asked as `npm audit` asks it.
//
//     node versions_semver.js satisfies COUNT SEED    prints VERSION <tab> RANGE <tab> true|false
//     node versions_semver.js compare COUNT SEED      prints A <tab> B <tab> -1|0|1, or ? where one is not a version
//
// The pairs are generated from the seed, and made to hurt: loose forms, blanks of all kinds, operators with and without
// them, wildcards in wrong places, numbers around and far above 2^53, leading zeros, stray characters. Each range is asked
// about several versions, half of them near its own numbers.
'use strict';
const semver = require('semver');

const options = { loose: true, includePrerelease: true };
const [mode, countText, seedText] = process.argv.slice(2);

// xorshift32: small, seeded, the same on every machine.
let state = (Number(seedText) >>> 0) || 1;
const random = () => {
  state ^= state << 13;
  state ^= state >>> 17;
  state ^= state << 5;
  return (state >>> 0) / 4294967296;
};
const below = (n) => Math.floor(random() * n);
const chance = (p) => random() < p;
const pick = (list) => list[below(list.length)];
const many = (most, make) => Array.from({ length: 1 + below(most) }, make);

const hugeNumbers = ['9007199254740990', '9007199254740991', '9007199254740992', '9007199254740994',
  '18446744073709551615', '18446744073709551616', '999999999999999999999', '1000000000000000000000',
  '1000000000000000000001', '2500000000000000000000000', '1' + '0'.repeat(40)];
// Distinct as doubles: npm's comparison of ones that round alike is no order (see orderings/npm.cc).
const hugeIdentifiers = ['9007199254740990', '9007199254740991', '9007199254740992', '9007199254740994',
  '18446744073709551616', '2500000000000000000000000', '1' + '0'.repeat(40)];
const blanks = [' ', ' ', ' ', '  ', '\u00a0', '\u3000', '\ufeff', '\v', '\f', '\r', '\u2003 '];
const garbage = ['foo', '.', '-', '+', '||', '|', '&', ',', '>', '<', '=', '~', '^', '*', 'v', '1.', '.1', 'latest', '1.2.3.4',
  '\u00e9', '\ud83d\ude00', '0x10', '1e3', '()', '"', '@', '=>', '<>', '!1.2.3', '++a', '+', 'x.1', '1.x.2', '*.*.1', 'git+ssh://x#1.2.3'];

const number = () => {
  const r = random();
  if (r < 0.90) return String(below(4));
  if (r < 0.95) return String(below(300));
  if (r < 0.97) return '0' + below(12);
  if (r < 0.975) return '0'.repeat(below(300)) + below(3);
  if (r < 0.99) return pick(hugeNumbers);
  return String(below(2 ** 31));
};
const identifier = () => {
  const r = random();
  if (r < 0.35) return String(below(4));
  if (r < 0.70) return pick(['alpha', 'beta', 'rc', 'a', 'b', 'x', 'v', 'X', 'Z', 'pre']);
  if (r < 0.80) return pick(['-', '--', 'a-', '-1', '0a', '1-', '00', '01', '0-0', 'rc1', 'rc10', 'RC']);
  if (r < 0.85) return pick(hugeIdentifiers);
  if (r < 0.86) return 'a'.repeat(240 + below(20));
  return String(below(100));
};
const identifiers = () => many(3, identifier).join('.');
const suffixes = () => {
  let text = '';
  if (chance(0.35)) text += pick(['-', '-', '-', '']) + identifiers();
  if (chance(0.08)) text += '+' + pick(['build', '1', '001', 'a.b', 'b-1.x', '', '.', 'e+1']);
  return text;
};
const prefix = () => (chance(0.1) ? pick(['v', '=', 'v=', '= v', 'V', '==', ' ', 'v ', '=\u00a0']) : '');

const fullVersion = () => `${number()}.${number()}.${number()}${suffixes()}`;
const version = () => {
  const r = random();
  let text = prefix() + fullVersion();
  if (r < 0.05) text = pick(blanks) + text + pick(blanks);
  if (r > 0.97) text = mutate(text);
  if (r > 0.995) text = pick(['', 'x', '1', '1.2', '1.2.3.4', '1.2.34.5', '1.2.34.5-a', 'latest', '1.2.3-', '1.2.3-.a', '1.2.3+']);
  return text;
};

const part = () => (chance(0.2) ? pick(['x', 'X', '*']) : number());
const partial = () => {
  const r = random();
  if (r < 0.2) return part();
  if (r < 0.45) return `${part()}.${part()}`;
  return `${part()}.${part()}.${part()}${suffixes()}`;
};
const operator = () => pick(['', '', '', '<', '<=', '>', '>=', '=', '~', '~>', '^', '^', '>=', '<']);
const gap = () => (chance(0.15) ? pick(blanks) : '');
const comparator = () => {
  if (chance(0.03)) return pick(garbage);
  return operator() + gap() + (chance(0.03) ? operator() + gap() : '') + prefix() + partial();
};
const alternative = () => {
  const r = random();
  if (r < 0.03) return pick(['', ' ', '*', 'x', '>*', '<x', '>=*', '<=x.x', '=*']);
  if (r < 0.15) return prefix() + partial() + pick([' - ', ' - ', ' - ', '  -  ', ' -', '- ', '-', '\u00a0-\u00a0']) + prefix() + partial();
  return many(3, comparator).join(pick([' ', ' ', ' ', '  ', ', ', '\v', ' \u2028']));
};
// One character changed, doubled, dropped or swapped in.
const mutate = (text) => {
  const at = below(text.length + 1);
  const insert = chance(0.5) ? pick([...'0123456789.-+ vVxX*=<>~^|ae_ ']) : '';
  return text.slice(0, at) + insert + text.slice(at + below(3));
};
const range = () => {
  let text = many(chance(0.25) ? 3 : 1, alternative).join(pick(['||', ' || ', '|| ', ' ||']));
  if (chance(0.05)) text = pick(blanks) + text + pick(blanks);
  for (let i = chance(0.12) ? 1 + below(3) : 0; i > 0; i--) text = mutate(text);
  return text;
};
// A version that shares its numbers with the range, for the edges.
const versionNear = (text) => {
  const found = text.match(/\d{1,20}(?:\.\d{1,20}){0,2}(?:-?[0-9A-Za-z.-]{1,20})?/g);
  if (!found || chance(0.5)) return version();
  const base = pick(found);
  const dots = base.split('.').length - 1;
  return base + (dots < 2 ? ('.' + below(3)).repeat(2 - dots) : '') + (chance(0.3) ? pick(['-0', '-a', '-1', '-beta.2', '+b']) : '');
};

const clean = (text) => text.replace(/[\t\n]/g, ' ');
const out = [];
const flush = () => {
  require('fs').writeSync(1, out.join(''));
  out.length = 0;
};
const orderOf = (a, b) => (semver.valid(a, options) === null || semver.valid(b, options) === null ? '?' : semver.compare(a, b, options));
// npm throws where a loose version of 256 characters gets a hyphen in its normal form, which is then too long to be read
// again: it has no answer there.
const satisfies = (v, r) => {
  try {
    return semver.satisfies(v, r, options);
  } catch {
    return undefined;
  }
};
const print = (line) => {
  out.push(line);
  if (out.length === 1000) flush();
};
const versionsPerRange = 4;
for (let printed = 0; printed < Number(countText);) {
  if (mode === 'compare') {
    const a = clean(version());
    const b = clean(chance(0.3) ? versionNear(a) : version());
    print(`${a}\t${b}\t${orderOf(a, b)}\n`);
    printed++;
    continue;
  }
  const r = clean(range());
  for (let i = 0; i < versionsPerRange && printed < Number(countText); i++) {
    const v = clean(versionNear(r));
    const answer = satisfies(v, r);
    if (answer === undefined) continue;
    print(`${v}\t${r}\t${answer}\n`);
    printed++;
  }
}
flush();
