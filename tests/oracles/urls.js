// Oracle for URLs: what `new URL(text, base).href` says.
//
//     node urls.js parse COUNT SEED    prints hex(TEXT) <tab> hex(BASE or nothing) <tab> hex(HREF), or "!" where it throws
//     node urls.js paths COUNT SEED    prints hex(PATH) <tab> hex(pathToFileURL(PATH).href) <tab> hex(fileURLToPath of it)
//     node urls.js back COUNT SEED     prints hex(URL) <tab> hex(fileURLToPath(URL)), or "!" where it throws
//
// The texts are generated from the seed out of pieces that parsers disagree about. Hex, for they hold tabs and line breaks.
'use strict';
const { pathToFileURL, fileURLToPath } = require('url');
const [mode, countText, seedText] = process.argv.slice(2);

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
const some = (most, make) => Array.from({ length: below(most + 1) }, make);

const schemes = ['file:', 'file:', 'file:', 'http:', 'https:', 'ws:', 'wss:', 'ftp:', 'FILE:', 'hTTp:', 'data:', 'blob:', 'node:',
  'web+x:', 'a.b-c+1:', 'javascript:', '1a:', 'a_b:', ':', 'mailto:', 'fi\tle:', 'C:', 'c|'];
const characters = [...'abcXYZ019-._~!$&\'()*+,;=:@/\\?#%[]{}|^`"<> '].concat(['\t', '\n', '\r', '\0', '\x01', '\x1f', '\x7f', '\x80',
  'é', 'ü', '語', '😀', '%2e', '%2E', '%2f', '%5c', '%41', '%zz', '%', '%e9', '%00', '%25']);
const word = () => some(5, () => pick(characters)).join('');
const plain = () => pick(['a', 'b', 'c', 'ok.js', 'index.mjs', 'node_modules', '@scope', 'x y', 'C:', 'c|', 'D:', 'C|x', 'AB:', '~', '...', '.a']);
const segment = () => pick([plain, plain, plain, word, () => '.', () => '..', () => '..', () => '%2e', () => '%2E%2e', () => '.%2e',
  () => '%2e.', () => ''])();
const slash = () => (chance(0.9) ? '/' : pick(['\\', '//', '/\\', '\\\\']));
const path = () => {
  let text = chance(0.8) ? slash() : '';
  for (let i = below(5); i > 0; i--) text += segment() + slash();
  return text + segment();
};
const number = () => pick(['0', '1', '10', '127', '255', '256', '0x', '0x1', '0X7f', '0xg', '00', '010', '08', '65535', '65536', '16777215',
  '16777216', '4294967295', '4294967296', '99999999999999999999', '0xffffffffff', '']);
const ipv4 = () => Array.from({ length: 1 + below(5) }, number).join('.') + (chance(0.1) ? '.' : '');
const group = () => pick(['0', '0', '0', '1', 'ff', 'FFFF', '0001', 'abcd', '12345', 'g', '']);
const ipv6 = () => {
  let text = Array.from({ length: 1 + below(9) }, group).join(':');
  if (chance(0.6)) text = Array.from({ length: below(4) }, group).join(':') + '::' + Array.from({ length: below(4) }, group).join(':');
  if (chance(0.2)) text += (text.endsWith(':') ? '' : ':') + ipv4();
  return '[' + text + (chance(0.95) ? ']' : '');
};
const host = () => pick([() => 'example.org', () => 'EXAMPLE.org', () => 'localhost', () => 'LocalHost', () => 'a', () => 'a_b', () => 'a.b.',
  () => 'a..b', ipv4, ipv4, ipv6, ipv6, word, () => '', () => 'xn--a', () => 'ex%61mple', () => 'a%00b', () => 'bücher.de', () => '%e9',
  () => 'C:', () => 'c|', () => '1.2.3.4x', () => 'a.0x', () => '.', () => '-', () => 'a%zz', () => '０１'])();
const port = () => (chance(0.75) ? '' : ':' + pick(['', '80', '443', '21', '0', '00080', '65535', '65536', '8080', '1a', '-1', ' 80']));
const user = () => (chance(0.85) ? '' : pick(['a@', 'a:b@', ':b@', '@', 'a@b@', 'a:b:c@', word() + '@', ':@']));
const authority = () => pick(['//', '//', '//', '///', '/', '', '\\\\', '/\\', '////']) + user() + host() + port();
const query = () => (chance(0.7) ? '' : '?' + word());
const fragment = () => (chance(0.8) ? '' : '#' + word());
const body = () => pick([
  () => pick(schemes) + authority() + path(), () => pick(schemes) + path(), () => pick(schemes) + word(), path, path, path,
  () => authority() + path(), word, () => 'file://' + path(), () => 'file:' + path(), () => 'file:///' + path(),
  () => 'blob:' + pick(['https://a.b:443/x', 'http://c', 'file:///x', 'data:x', 'blob:https://a', '', 'ws://a'])])();
const text = () => {
  let out = body() + query() + fragment();
  if (chance(0.05)) out = pick([' ', '\t', '\n', '\0', '\x1f']) + out;
  if (chance(0.05)) out += pick([' ', '\t', '\n', '\0', '\x1f', '  ']);
  if (chance(0.05)) out = mutate(out);
  return out;
};
const mutate = (from) => {
  const at = below(from.length + 1);
  return (from.slice(0, at) + (chance(0.5) ? pick(characters) : '') + from.slice(at + below(3))).replace(/[\ud800-\udfff]/g, '');
};
const bases = ['', '', 'file:///a/b/policy.json', 'file:///C:/a/b/policy.json', 'file://server/share/policy.json', 'http://h/a/b?q#f',
  'https://u:p@h:8080/a/b/', 'web+x:/a/b/c', 'web+x://h/a/b?q', 'web+x://h', 'data:text/plain,x?q', 'node:fs', 'file:///C:/', 'ftp://h',
  'file:///', 'web+x:/.//a/b', 'ws://h:80/a#b'];

const hex = (value) => Buffer.from(value, 'utf8').toString('hex');
const attempt = (make) => {
  try {
    return hex(make());
  } catch {
    return '!';
  }
};
const names = () => some(8, () => pick([...characters.filter((c) => c !== '\0'), 'a', 'b', '/', '/', '.', '..'])).join('');
const out = [];
for (let i = 0; i < Number(countText); i++) {
  if (mode === 'parse') {
    const base = pick(bases);
    const value = text();
    out.push(`${hex(value)}\t${hex(base)}\t${attempt(() => new URL(value, base === '' ? undefined : base).href)}\n`);
  } else if (mode === 'paths') {
    // pathToFileURL forgets control characters at the end: its URL is that of another file.
    const value = '/' + names().replace(/[\0-\x1f]+$/, '');
    const href = pathToFileURL(value).href;
    out.push(`${hex(value)}\t${hex(href)}\t${attempt(() => fileURLToPath(href))}\n`);
  } else {
    const value = 'file://' + (chance(0.1) ? host() : '') + '/' + names();
    out.push(`${hex(value)}\t${attempt(() => fileURLToPath(value))}\n`);
  }
}
require('fs').writeFileSync(1, out.join(''));
