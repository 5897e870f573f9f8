// Oracle for src/lang/javascript/syntax: the syntax trees that acorn makes of the JavaScript files of folders.
//   node js_tree.mjs FOLDER...        one line a file: PATH <tab> KIND <tab> NODES <tab> HASH
//   node js_tree.mjs --nodes FILE     its nodes, one a line: START END TYPE
// KIND is commonjs, module, or the reason why acorn cannot read the file. Nodes are sorted by start, end and type, each
// once, without the program itself; offsets are of UTF-8 bytes. HASH is FNV-1a over start, end and the type's letters.
import { readdirSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'acorn';

function byteOffsets(text) {
  if (Buffer.byteLength(text) === text.length) return (at) => at;
  const table = new Uint32Array(text.length + 1);
  let bytes = 0;
  for (let i = 0; i < text.length; i++) {
    table[i] = bytes;
    const c = text.charCodeAt(i);
    bytes += c < 0x80 ? 1 : c < 0x800 ? 2 : c >= 0xd800 && c < 0xe000 ? 2 : 3;
  }
  table[text.length] = bytes;
  return (at) => table[at];
}

function read(text, path) {
  let reason;
  for (const sourceType of path.endsWith('.mjs') ? ['module'] : ['commonjs', 'module']) {
    try {
      const tree = parse(text, {
        ecmaVersion: 'latest', sourceType, allowHashBang: true, allowReturnOutsideFunction: sourceType === 'commonjs',
      });
      return { kind: sourceType, tree };
    } catch (error) {
      reason ??= error.message;
    }
  }
  return { kind: `error: ${reason}`.replace(/\s+/g, ' ') };
}

function nodesOf(tree, offset) {
  const rows = [];
  const open = [...tree.body];
  while (open.length > 0) {
    const node = open.pop();
    rows.push([offset(node.start), offset(node.end), node.type]);
    for (const key in node) {
      const value = node[key];
      if (Array.isArray(value)) {
        for (const one of value) if (one && typeof one.type === 'string') open.push(one);
      } else if (value && typeof value === 'object' && typeof value.type === 'string') {
        open.push(value);
      }
    }
  }
  rows.sort((a, b) => a[0] - b[0] || a[1] - b[1] || (a[2] < b[2] ? -1 : a[2] > b[2] ? 1 : 0));
  return rows.filter((row, i) => i === 0 || row.some((value, k) => value !== rows[i - 1][k]));
}

function describe(path) {
  const whole = readFileSync(path, 'utf8');
  const bom = whole.startsWith('\ufeff') ? 2 : 0;
  const text = whole.replace(/^\ufeff/, ' ');
  const { kind, tree } = read(text, path);
  if (!tree) return { kind, rows: [] };
  const offset = byteOffsets(text);
  return { kind, rows: nodesOf(tree, (at) => offset(at) + bom) };
}

function hashOf(rows) {
  let hash = 0x811c9dc5;
  const mix = (value) => { hash = Math.imul(hash ^ value, 0x01000193); };
  for (const [start, end, type] of rows) {
    mix(start);
    mix(end);
    for (let i = 0; i < type.length; i++) mix(type.charCodeAt(i));
  }
  return hash >>> 0;
}

function* filesUnder(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* filesUnder(path);
    else if (entry.isFile() && /\.[cm]?js$/.test(entry.name)) yield path;
  }
}

function writeAll(text) {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length;) at += writeSync(1, bytes, at);
}

const given = process.argv.slice(2);
if (given[0] === '--nodes') {
  const { kind, rows } = describe(given[1]);
  if (kind.startsWith('error')) throw new Error(kind);
  writeAll(rows.map((row) => row.join(' ') + '\n').join(''));
} else {
  for (const folder of given)
    for (const path of filesUnder(folder)) {
      const { kind, rows } = describe(path);
      writeAll(`${path}\t${kind}\t${rows.length}\t${hashOf(rows)}\n`);
    }
}
