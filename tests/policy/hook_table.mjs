// Writes the hook's table (docs/formats/policy-hook.md) from a manifest, for tests and measurements: the reference for the writer
// of the program, slow and plain.
//   node hook_table.mjs MANIFEST FOLDER [OPTIONS-JSON]   puts policy.bin and the hook's files into FOLDER
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const HOOK = fileURLToPath(new URL('../../data/policy/', import.meta.url));
const isRelative = (text) => /^\.{0,2}\//.test(text);
const resolveUrl = (text, base) => (isRelative(text) ? new URL(text, base) : new URL(text)).href;

function scopeKey(text, base) {
  return text === '' || /^[a-zA-Z][a-zA-Z+\-.]*:$/.test(text) ? text : resolveUrl(text, base);
}

function specifierKey(text, base) {
  const star = text.endsWith('*') ? '*' : '';
  const plain = star ? text.slice(0, -1) : text;
  try {
    return resolveUrl(plain, base) + star;
  } catch {
    return text;
  }
}

function targetValue(value, base) {
  if (typeof value === 'string') return specifierKey(value, base);
  if (value === null || value === true) return value;
  if (typeof value !== 'object' || Array.isArray(value)) throw new Error('a value of dependencies is of no known kind');
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, targetValue(inner, base)]));
}

function row(url, { integrity, dependencies, cascade = false }, base) {
  const state = integrity !== undefined ? 1 : cascade ? 2 : 0;
  const kind = dependencies === true ? 1 : dependencies ? 2 : 0;
  const map = kind === 2
    ? JSON.stringify(Object.fromEntries(Object.entries(dependencies).map(([key, value]) => [specifierKey(key, base), targetValue(value, base)])))
    : '';
  return { url, flags: state | (kind << 2) | (cascade ? 16 : 0), map };
}

/** The table of a manifest (parsed JSON) that lies at `base` (a URL). */
export function makeTable(manifest, base, options = {}) {
  const byUrl = (a, b) => (a.url < b.url ? -1 : a.url > b.url ? 1 : 0);
  const rows = (section, key) => Object.entries(section ?? {}).map(([name, entry]) => row(key(name, base), entry, base)).sort(byUrl);
  const resources = rows(manifest.resources, resolveUrl);
  const scopes = rows(manifest.scopes, scopeKey);
  const fallback = row('', { integrity: true, dependencies: manifest.dependencies }, base);
  const uniform = [...resources, ...scopes, fallback].every(({ flags }) => ((flags >> 2) & 3) === 1);
  const settings = Buffer.from(JSON.stringify({ onerror: manifest.onerror ?? 'throw', ...options }));

  const texts = [];
  let end = 64 + 20 * (resources.length + scopes.length);
  const place = (text) => {
    const bytes = Buffer.from(text);
    texts.push(bytes);
    end += bytes.length;
    return [end - bytes.length, bytes.length];
  };
  const index = Buffer.alloc(end);
  [...resources, ...scopes].forEach(({ url, flags, map }, i) => {
    [...place(url), flags, ...place(map)].forEach((value, j) => index.writeUInt32LE(value, 64 + i * 20 + j * 4));
  });
  const [defaultAt, defaultLength] = place(fallback.map);
  const [optionsAt, optionsLength] = place(settings);
  index.write('WARDHOOK', 'latin1');
  [1, end, uniform ? 1 : 0, resources.length, 64, scopes.length, 64 + 20 * resources.length, optionsAt, optionsLength, fallback.flags,
    defaultAt, defaultLength].forEach((value, i) => index.writeUInt32LE(value, 8 + i * 4));
  return Buffer.concat([index, ...texts]);
}

/** Puts the hook and the table into a folder; the URL to give to --import. */
export function installHook(folder, table) {
  fs.mkdirSync(folder, { recursive: true });
  for (const name of fs.readdirSync(HOOK).filter((file) => file.endsWith('.mjs'))) fs.copyFileSync(path.join(HOOK, name), path.join(folder, name));
  fs.writeFileSync(path.join(folder, 'policy.bin'), table);
  return pathToFileURL(path.join(folder, 'hook.mjs')).href;
}

if (process.argv[1] && import.meta.url === pathToFileURL(fs.realpathSync(process.argv[1])).href) {
  const [manifest, folder, options = '{}'] = process.argv.slice(2);
  const table = makeTable(JSON.parse(fs.readFileSync(manifest, 'utf8')), pathToFileURL(path.resolve(manifest)).href, JSON.parse(options));
  console.log(installHook(path.resolve(folder), table));
}
