// Oracle for src/lang/javascript: what Node.js itself resolves. To be run with --experimental-import-meta-resolve.
//   node js_resolve.mjs < QUESTIONS > ANSWERS
// A question is a line of JSON: ["require" | "import", FILE, SPECIFIER]. Its answer is a line: the path of a file,
// "builtin NAME", "data", or "error CODE".
import { readFileSync, statSync, writeSync } from 'node:fs';
import { createRequire, isBuiltin } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';

const requires = new Map();
// decodeURIComponent's error has no code: what it could not read is an invalid specifier.
const codeOf = (error) => error.code ?? (error instanceof URIError ? 'ERR_INVALID_MODULE_SPECIFIER' : error.name);
const builtin = (name) => `builtin ${name.replace(/^node:/, '')}`;

function byRequire(file, specifier) {
  if (!requires.has(file)) requires.set(file, createRequire(file));
  try {
    const found = requires.get(file).resolve(specifier);
    return isBuiltin(specifier) ? builtin(found) : found;
  } catch (error) {
    // Only loading tells that there is no such module.
    return `error ${specifier.startsWith('node:') ? 'ERR_UNKNOWN_BUILTIN_MODULE' : codeOf(error)}`;
  }
}

function byImport(file, specifier) {
  let url;
  try {
    url = new URL(import.meta.resolve(specifier, pathToFileURL(file).href));
  } catch (error) {
    return `error ${codeOf(error)}`;
  }
  if (url.protocol === 'node:') return isBuiltin(url.href) ? builtin(url.href) : 'error ERR_UNKNOWN_BUILTIN_MODULE';
  if (url.protocol === 'data:') return 'data';
  if (url.protocol !== 'file:') return 'error ERR_UNSUPPORTED_ESM_URL_SCHEME';
  // A file that is not there is resolved all the same here, though not by `import`.
  const path = fileURLToPath(url);
  let found;
  try {
    found = statSync(path);
  } catch {
    // There is none, or its name is too long to be one.
  }
  if (path.endsWith('/') || found?.isDirectory()) return 'error ERR_UNSUPPORTED_DIR_IMPORT';
  return found ? path : 'error ERR_MODULE_NOT_FOUND';
}

const answers = readFileSync(0, 'utf8').split('\n').filter(Boolean).map((line) => {
  const [loader, file, specifier] = JSON.parse(line);
  return loader === 'require' ? byRequire(file, specifier) : byImport(file, specifier);
});
const bytes = Buffer.from(answers.map((answer) => `${JSON.stringify(answer)}\n`).join(''));
for (let at = 0; at < bytes.length;) at += writeSync(1, bytes, at);
