// Enforces a manifest inside node: which module may ask for which, and what else leads to code or to a builtin. `ward policy exec`
// starts node with `--import file:///…/hook.mjs`; ./policy.bin beside this file says what holds (docs/formats/policy-hook.md).
// That no unlisted file's bytes can be read at all is the kernel's part (Landlock), not this file's: it hashes nothing.
//
// One file without exports, since what is exported can be imported. Needs node 22.15, 23.5, 24 or later.
//
// Who asks. For `import` and `import()` node tells, by the script that V8 runs. For `require` it tells a Module object whose fields
// approved code may write, so we keep our own table from Module to URL, filled when the loader compiles the text it has read. A
// `require` function speaks for the module it was made for. Everything else that loads (`module.require` of another module,
// Module._load, createRequire, process.mainModule.require) is judged by the rights of the file that calls it, as the call stack
// tells, and by the default map where the stack tells nothing: nobody borrows rights by naming someone.
//
// Rules of this file, so that no prototype that approved code replaces can change a verdict: whatever is called was captured below,
// before the program; no regular expression, iterator, spread, Promise or method of a prototype; objects have no prototype.
//
// What it cannot stop (all of it in the same realm, by code that the manifest approves):
//   eval, new Function           node's --disallow-code-generation-from-strings, offered by `ward policy exec`
//   WebAssembly from bytes       only with the option deny: ["wasm"]; fetch() then fails, as with node's --no-expose-wasm
//   changing what others use     exports of loaded modules, globals, prototypes, require.cache: the borrowed function keeps its rights
//   a `require` that got out     handed on, or taken by `caller.arguments` in sloppy code: it speaks for the module it was made for
//   a bare name found elsewhere  `true` means the default search, which module.paths steers; a target in the map pins it
//   descriptors and sockets      process.stdin.constructor, fetch, WebSocket: data, not code; `ward run` confines it
//   SIGUSR1                      opens the debugger: `ward policy exec` passes --disable-sigusr1
//   --require, --env-file        run before us: given by who starts node; NODE_OPTIONS is that, too
//   children                     get the hook by NODE_OPTIONS as a help; the kernel's rules hold for them whatever they do
//   privateKeyEngine of tls      loads a native library: the kernel denies an unlisted one
// onerror "log" reports and lets everything pass, this file's denials included.

import Module from 'node:module';
import fs from 'node:fs';

// What is used below, as it was before the program.
const uncurryThis = Function.prototype.bind.bind(Function.prototype.call);
const { apply: ReflectApply, construct: ReflectConstruct, defineProperty: ReflectDefineProperty } = Reflect;
const { assign, getOwnPropertyDescriptor, hasOwn, keys: objectKeys } = Object;
const { parse: parseJson } = JSON;
const { isArray } = Array;
const { isView } = ArrayBuffer;
const startsWith = uncurryThis(String.prototype.startsWith);
const endsWith = uncurryThis(String.prototype.endsWith);
const indexOf = uncurryThis(String.prototype.indexOf);
const slice = uncurryThis(String.prototype.slice);
const charCodeAt = uncurryThis(String.prototype.charCodeAt);
const setHas = uncurryThis(Set.prototype.has);
const setAdd = uncurryThis(Set.prototype.add);
const mapGet = uncurryThis(Map.prototype.get);
const mapSet = uncurryThis(Map.prototype.set);
const mapDelete = uncurryThis(Map.prototype.delete);
const weakGet = uncurryThis(WeakMap.prototype.get);
const weakSet = uncurryThis(WeakMap.prototype.set);
const asciiSlice = uncurryThis(Buffer.prototype.latin1Slice);
const utf8Slice = uncurryThis(Buffer.prototype.utf8Slice);
const readU32 = uncurryThis(Buffer.prototype.readUInt32LE);
const getter = (object, name) => uncurryThis(getOwnPropertyDescriptor(object, name).get);
const hrefOf = getter(URL.prototype, 'href');
const protocolOf = getter(URL.prototype, 'protocol');
const originOf = getter(URL.prototype, 'origin');
const pathnameOf = getter(URL.prototype, 'pathname');
const setPathname = uncurryThis(getOwnPropertyDescriptor(URL.prototype, 'pathname').set);
const [TheURL, TheError, TheTypeError, decode] = [URL, Error, TypeError, decodeURIComponent];
const [theProcess, environment, { _rawDebug: print, reallyExit }] = [process, process.env, process];
const { readFileSync } = fs;
const realpath = fs.realpathSync.native;
const cwd = process.cwd;
const builtin = process.getBuiltinModule;
const { getCallSites } = builtin('util');
const { isMainThread } = builtin('worker_threads');
const { isBuiltin, syncBuiltinESMExports, registerHooks, register } = Module;

const self = import.meta.url;
const { filename: ownPath } = import.meta;
const startOptions = environment.NODE_OPTIONS;
const startArguments = process.execArgv.slice();

function append(list, value) {  // assignment would meet a setter on Array.prototype
  ReflectDefineProperty(list, list.length, { __proto__: null, value, writable: true, enumerable: true, configurable: true });
}

function includes(list, value) {
  for (let i = 0; i < list.length; i++) if (list[i] === value) return true;
  return false;
}

// The table: header, rows sorted by URL, and texts that are parsed when they are asked for.

const table = readFileSync(new URL('./policy.bin', self));
const word = (at) => readU32(table, at);
const ROW = 20;
if (table.length < 64 || asciiSlice(table, 0, 8) !== 'WARDHOOK' || word(8) !== 1 || word(12) !== table.length) {
  throw new Error('ward policy: policy.bin is not a table of version 1');
}
const [uniform, resourceCount, resourceRows, scopeCount, scopeRows] = [(word(16) & 1) === 1, word(20), word(24), word(28), word(32)];
const options = assign({ __proto__: null, onerror: 'throw', conditions: [], entries: [], allow: [], deny: [] },
  parseJson(utf8Slice(table, word(36), word(36) + word(40))));
const allowed = (ability) => includes(options.allow, ability);

/** Where the row of a URL stands, or -1. */
function findRow(url, rows, count) {
  let low = 0;
  let high = count - 1;
  while (low <= high) {
    const middle = (low + high) >>> 1;
    const at = rows + middle * ROW;
    const text = asciiSlice(table, word(at), word(at) + word(at + 4));
    if (text === url) return at;
    if (text < url) low = middle + 1; else high = middle - 1;
  }
  return -1;
}
const resourceRow = (url) => findRow(url, resourceRows, resourceCount);
const scopeRow = (url) => (scopeCount === 0 ? -1 : findRow(url, scopeRows, scopeCount));

// Failures

function failure(code, message) {
  const error = new TheError(`ward policy: ${message}`);
  ReflectDefineProperty(error, 'code', { __proto__: null, value: code, writable: true, enumerable: true, configurable: true });
  return error;
}

/** Throws, ends the process, or says it and returns, as `onerror` wants it. */
function react(code, message) {
  const error = failure(code, message);
  if (options.onerror === 'throw') throw error;
  print(`${error.stack}`);
  if (options.onerror === 'exit') {
    ReflectApply(reallyExit, theProcess, [1]);
    throw error;
  }
}
const MISSING = 'ERR_MANIFEST_DEPENDENCY_MISSING';
const UNLISTED = 'ERR_MANIFEST_ASSERT_INTEGRITY';
const DENIED = 'ERR_ACCESS_DENIED';

// URLs and paths (of POSIX)

function parseUrl(text, base) {
  try {
    return base === undefined ? new TheURL(text) : new TheURL(text, base);
  } catch {
    return undefined;
  }
}

/** The URL of an absolute path, as node's pathToFileURL has it. */
function urlOf(path) {
  let text = '';
  let plain = true;
  for (let i = 0; i < path.length; i++) {
    const code = charCodeAt(path, i);
    const isPlain = (code >= 97 && code <= 122) || (code >= 45 && code <= 57) || (code >= 64 && code <= 90) || code === 95;
    if (!isPlain) plain = false;
    text += code === 37 ? '%25' : code === 92 ? '%5C' : code === 10 ? '%0A' : code === 13 ? '%0D' : code === 9 ? '%09'
      : code === 63 ? '%3F' : code === 35 ? '%23' : path[i];
  }
  if (plain && indexOf(path, '/.') === -1) return `file://${path}`;
  const url = parseUrl(`file://${text}`);
  return url === undefined ? '' : hrefOf(url);
}

/** The path of a file: URL without host, or undefined. Query and fragment are dropped. */
function pathOf(url) {
  if (!startsWith(url, 'file:///')) return undefined;
  const path = slice(withoutQuery(url), 7);
  try {
    return indexOf(path, '%') === -1 ? path : decode(path);
  } catch {
    return undefined;
  }
}

function withoutQuery(url) {
  const query = indexOf(url, '?');
  const fragment = indexOf(url, '#');
  const end = query === -1 ? fragment : fragment === -1 || query < fragment ? query : fragment;
  return end === -1 ? url : slice(url, 0, end);
}

const isRelative = (text) => startsWith(text, '/') || startsWith(text, './') || startsWith(text, '../');

/** A specifier as the keys of maps are written: relative ones and URLs absolute, bare names as they are. */
function canonical(specifier, base) {
  const url = isRelative(specifier) ? parseUrl(specifier, base)
    : indexOf(specifier, ':') === -1 ? undefined : parseUrl(specifier);
  return url === undefined ? specifier : hrefOf(url);
}

// Scopes: a URL, its folders upwards, its protocol, everything.

/** The row of the nearest scope that covers a URL, or -1. */
function nearestScope(href, allowSame) {
  if (scopeCount === 0) return -1;
  let protocol = '';
  if (href !== '') {
    if (indexOf(href, ':') === href.length - 1) {
      protocol = href;
    } else {
      let url = parseUrl(href);
      if (url === undefined) return -1;
      const normal = hrefOf(url);
      protocol = protocolOf(url);
      if (protocol === 'blob:' && originOf(url) !== 'null') {
        url = new TheURL(originOf(url));
        protocol = protocolOf(url);
      }
      if (includes(['file:', 'ftp:', 'http:', 'https:', 'ws:', 'wss:'], protocol)) {
        if (!endsWith(pathnameOf(url), '/')) setPathname(url, `${pathnameOf(url)}/`);
        let current = hrefOf(url);
        for (let last; last !== current;) {
          const row = allowSame || current !== normal ? scopeRow(current) : -1;
          if (row !== -1) return row;
          last = current;
          current = hrefOf(new TheURL('..', current));
        }
      }
    }
  }
  const row = allowSame || protocol !== href ? scopeRow(protocol) : -1;
  if (row !== -1 || protocol === '') return row;
  return allowSame || href !== '' ? scopeRow('') : -1;
}

/** Whether the manifest approves what stands at a URL. */
function listed(url) {
  const own = resourceRow(url);
  let integrity = own === -1 ? 2 : word(own + 8) & 3;
  let scope = integrity === 2 ? nearestScope(url, true) : -1;
  while (integrity === 2 && scope !== -1) {
    integrity = word(scope + 8) & 3;
    scope = nearestScope(asciiSlice(table, word(scope), word(scope) + word(scope + 4)), false);
  }
  return integrity === 1;
}

// Dependency maps

const rowMappers = new Map();
const defaultMapper = makeMapper('', word(44), word(48), word(52), false);

function makeMapper(href, flags, at, length, allowSame) {
  const kind = (flags >> 2) & 3;
  return { __proto__: null, href, any: kind === 1, map: kind === 2 ? parseJson(utf8Slice(table, at, at + length)) : undefined,
    patterns: undefined, cascade: (flags & 16) !== 0, allowSame };
}

function mapperAt(row, allowSame) {
  if (row === -1) return defaultMapper;
  let mapper = mapGet(rowMappers, row);
  if (mapper === undefined) {
    const href = asciiSlice(table, word(row), word(row) + word(row + 4));
    mapper = makeMapper(href, word(row + 8), word(row + 12), word(row + 16), allowSame);
    mapSet(rowMappers, row, mapper);
  }
  return mapper;
}

/** The map that a requester goes by; nobody (null) goes by the default. */
function mapperOf(requester) {
  if (requester === null) return defaultMapper;
  const row = resourceRow(requester);
  return row === -1 ? mapperAt(nearestScope(requester, true), false) : mapperAt(row, true);
}

/** true, a target, null (denied) for a value of a map under these conditions. */
function choose(value, conditions, href) {
  if (value === true || value === null || typeof value === 'string') return value;
  if (typeof value !== 'object' || isArray(value)) {
    throw failure('ERR_MANIFEST_INVALID_RESOURCE_FIELD', `${href} has an invalid value for dependencies`);
  }
  const keys = objectKeys(value);
  for (let i = 0; i < keys.length; i++) {
    if (!includes(conditions, keys[i])) continue;
    const chosen = choose(value[keys[i]], conditions, href);
    if (chosen !== null) return chosen;
  }
  return null;
}

/** The keys of a map that end in `*`, the longest prefix first found; a trailing `*` of the target is what it stood for. */
function matchPattern(mapper, key, conditions) {
  if (mapper.patterns === undefined) {
    mapper.patterns = [];
    const keys = objectKeys(mapper.map);
    for (let i = 0; i < keys.length; i++) if (endsWith(keys[i], '*')) append(mapper.patterns, slice(keys[i], 0, -1));
  }
  let best;
  for (let i = 0; i < mapper.patterns.length; i++) {
    const prefix = mapper.patterns[i];
    if (startsWith(key, prefix) && (best === undefined || prefix.length > best.length)) best = prefix;
  }
  if (best === undefined) return undefined;
  const chosen = choose(mapper.map[`${best}*`], conditions, mapper.href);
  return typeof chosen === 'string' && endsWith(chosen, '*') ? slice(chosen, 0, -1) + slice(key, best.length) : chosen;
}

/** { target: true, a URL or null; named: whether the map names the key itself }. */
function lookUp(requester, key, conditions) {
  let mapper = mapperOf(requester);
  for (;;) {
    if (mapper.any) return { __proto__: null, target: true, named: false };
    if (mapper.map !== undefined) {
      if (hasOwn(mapper.map, key)) return { __proto__: null, target: choose(mapper.map[key], conditions, mapper.href), named: true };
      const target = matchPattern(mapper, key, conditions);
      if (target !== undefined) return { __proto__: null, target, named: false };
    }
    if (!mapper.cascade) return { __proto__: null, target: null, named: false };
    mapper = mapperAt(nearestScope(mapper.href, mapper.allowSame), false);
  }
}

const requireConditions = ['node', 'require', 'node-addons', 'module-sync'];
for (let i = 0; i < options.conditions.length; i++) append(requireConditions, options.conditions[i]);

/** The verdict on what a requester asks for. */
function decide(requester, key, conditions) {
  const found = lookUp(requester, key, conditions);
  if (found.target === null) {
    react(MISSING, `${requester ?? 'no known requester'} may not ask for ${key}`);
    return { __proto__: null, target: true, named: true };
  }
  if (found.target !== true && startsWith(found.target, 'node:') && !isBuiltin(found.target)) {
    throw failure('ERR_UNKNOWN_BUILTIN_MODULE', `${found.target} is no builtin`);
  }
  return found;
}

// Builtins that hand out the whole process are granted by name only: in a map, or by the option allow.
const POWERS = ['inspector', 'inspector/promises', 'repl', 'vm'];

function builtinGranted(name, named) {
  return !includes(POWERS, name) || named || allowed(name === 'inspector/promises' ? 'inspector' : name);
}

const anything = { __proto__: null, target: true, named: false };
const approved = new Set();   // URLs that somebody has been granted
const preparsed = new Set();  // URLs that node reads only to learn the names they export
const prepared = new Set();

/** Takes what a search has found: it has to be listed, or a builtin that may be had. */
function grant(url, found, into) {
  if (startsWith(url, 'node:')) {
    const name = slice(url, 5);
    if (!builtinGranted(name, found.named)) react(MISSING, `${url} is granted by its name only`);
    prepare(name);
  } else if (!listed(url)) {
    react(UNLISTED, `${url} is not listed`);
  }
  setAdd(into, url);
}

// Who calls

/**
 * The way from here to the file that called: { internal: our caller is node; closure: by a module's own `require`; translator: by
 * import of CommonJS; caller: URL of the file, or null }. Frames of builtins without a name (Array.map) are passed over.
 */
function callers() {
  let sites = getCallSites(8);
  for (let depth = 8; ; depth = 32, sites = getCallSites(depth)) {
    const way = { __proto__: null, internal: false, closure: false, translator: false, caller: null };
    let first = true;
    for (let i = 1; i < sites.length; i++) {
      const { scriptName, functionName } = sites[i];
      if (scriptName === '' || scriptName === self) continue;
      if (!startsWith(scriptName, 'node:')) {
        way.caller = startsWith(scriptName, '/') ? urlOf(scriptName) : scriptName;
        return way;
      }
      if (scriptName === 'node:internal/modules/esm/translators') way.translator = true;
      if (scriptName === 'node:internal/modules/helpers' && (functionName === 'require' || functionName === 'resolve')) way.closure = true;
      if (first && startsWith(scriptName, 'node:internal/modules/')) way.internal = true;
      first = first && scriptName === 'node:diagnostics_channel';
      if (way.closure || way.translator) return way;
    }
    if (sites.length < depth || depth === 32) return way;
  }
}

// The hooks

let call;              // the verdict of our Module._load on the load that reaches the hooks next
let actor;             // who made the createRequire function that is being called
let searching = false; // inside node's own search
let rewritten;         // { request, url }: a `require` of imported CommonJS on early 22 and 23 asks by URL
let entryTaken = false;
const identities = new WeakMap();  // Module -> { rights, base }
const delivered = new Map();       // URL -> text of CommonJS that the loader has read and not yet compiled
const folder = urlOf(`${ReflectApply(cwd, theProcess, [])}/`);

function search(specifier, context, next) {
  const before = searching;
  searching = true;
  try {
    return next(specifier, context);
  } finally {
    searching = before;
  }
}

/** Whether a file found for a relative specifier is the one its key names: extensions, index files and links may be added. */
function agrees(key, url) {
  if (!startsWith(key, 'file:') || startsWith(url, key)) return true;
  const path = pathOf(key);
  const endings = ['', '.js', '.json', '.node'];
  for (let i = 0; path !== undefined && i < endings.length; i++) {
    try {
      if (startsWith(url, urlOf(realpath(path + endings[i])))) return true;
    } catch {
      // Not there: the next ending.
    }
  }
  return false;
}

function resolveHook(specifier, context, next) {
  const asked = call;
  call = undefined;
  if (asked !== undefined) {
    const result = search(specifier, context, next);
    if (asked.found.target === true && !agrees(asked.key, result.url)) react(MISSING, `${asked.key} led to ${result.url}`);
    if (asked.entry) checkEntry(result.url);
    grant(result.url, asked.found, approved);
    return result;
  }
  if (specifier === self) return next(specifier, context);
  const { parentURL } = context;
  const wasRewritten = rewritten !== undefined && rewritten.url === specifier;
  const request = wasRewritten ? rewritten.request : specifier;
  const conditions = wasRewritten ? requireConditions : context.conditions;
  rewritten = undefined;
  const required = !wasRewritten && includes(conditions, 'require') && !includes(conditions, 'import');
  if (!required && !entryTaken && (parentURL === undefined || parentURL === folder)) return resolveEntry(specifier, context, next);
  if (parentURL === undefined) {
    const result = search(specifier, context, next);
    if (setHas(approved, result.url)) return result;
  }
  const base = parentURL ?? folder;
  const requester = required && actor !== undefined ? actor.rights : parentURL ?? null;
  const found = decide(requester, canonical(request, base), conditions);
  if (found.target !== true && required && !startsWith(found.target, 'node:')) {
    grant(found.target, found, preparsed);
    return { __proto__: null, url: found.target, shortCircuit: true };
  }
  const result = search(found.target === true ? specifier : found.target, context, next);
  // By `required` only names are read (the exports of a re-export) or told (require.resolve); loading asks again.
  grant(result.url, found, required ? preparsed : approved);
  return result;
}

/** What the command line names: the program and its preloads, which have no requester. */
function resolveEntry(specifier, context, next) {
  const result = search(specifier, context, next);
  if (context.parentURL === undefined) entryTaken = true;
  if (entryTaken) checkEntry(result.url);
  grant(result.url, anything, approved);
  return result;
}

function checkEntry(url) {
  if (isMainThread && options.entries.length !== 0 && !includes(options.entries, url)) react(UNLISTED, `${url} is no entry of the manifest`);
}

function loadHook(url, context, next) {
  if (startsWith(url, 'node:') || url === self) return next(url, context);
  if (!setHas(approved, url) && !setHas(preparsed, url)) react(UNLISTED, `${url} was granted to nobody`);
  const result = next(url, context);
  const path = pathOf(url);
  if (path === undefined) return result;
  // A replaced fs.readFileSync may have answered instead of the file.
  if (fs.readFileSync !== readFileSync && result.source !== null && result.source !== undefined) {
    put(result, 'source', readFileSync(path, result.format === 'wasm' ? undefined : 'utf8'));
  }
  const { source, format } = result;
  if (!includes(context.conditions, 'import') || typeof format !== 'string' || startsWith(format, 'commonjs')) {
    const text = typeof source === 'string' ? source : isView(source) ? utf8Slice(source) : readFileSync(path, 'utf8');
    mapSet(delivered, withoutQuery(url), text);
  }
  return result;
}

registerHooks({ __proto__: null, resolve: resolveHook, load: loadHook });

// CommonJS: every way into node's loader

/** Puts a function in place for good. */
function put(object, name, value) {
  const done = ReflectDefineProperty(object, name, { __proto__: null, value, writable: true, enumerable: true, configurable: true });
  if (!done) throw failure(DENIED, `${name} cannot be guarded`);
}

const { _load: load, _resolveFilename: resolveFilename, createRequire } = Module;
const { _compile: compile } = Module.prototype;

/** { rights, base } of a parent as this call may use it. */
function standing(parent, way) {
  let identity = parent === null || parent === undefined ? undefined : weakGet(identities, parent);
  const filename = identity === undefined && parent ? parent.filename : undefined;
  const base = identity?.base ?? (typeof filename === 'string' && startsWith(filename, '/') ? urlOf(filename) : folder);
  if (!way.closure) return { __proto__: null, rights: way.caller, base };
  if (identity === undefined && actor !== undefined) {
    identity = { __proto__: null, rights: actor.rights, base };
    weakSet(identities, parent, identity);
  }
  return identity ?? { __proto__: null, rights: null, base };
}
const anyone = { __proto__: null, closure: true, internal: true, translator: false, caller: null };

put(Module, '_load', function _load(request, parent, isMain, internalOptions) {
  const way = uniform && internalOptions === undefined ? anyone : callers();
  const extra = way.internal ? internalOptions : undefined;
  const text = `${request}`;
  if (text === ownPath) return { __proto__: null };  // named by --require a second time
  if (way.translator) {
    if (parent && rewritten !== undefined && rewritten.request === text) {  // an addon
      const owner = urlOf(`${parent.filename}`);
      grant(rewritten.url, decide(owner, canonical(text, owner), requireConditions), approved);
    } else if (!setHas(approved, urlOf(text))) {
      react(UNLISTED, `${text} was granted to nobody`);
    }
    return ReflectApply(load, this, [text, parent, isMain, extra]);
  }
  const { rights, base } = standing(parent, way);
  const key = canonical(text, base);
  // Without --import, node hands a CommonJS program to its loader at once.
  const entry = !entryTaken && isMain === true && !parent && way.internal && way.caller === null;
  if (entry) entryTaken = true;
  const known = rights === null && setHas(approved, key) && startsWith(key, 'file:');
  const found = known || entry ? anything : decide(rights, key, requireConditions);
  const target = found.target === true ? text : pathOf(found.target) ?? found.target;
  const before = call;
  call = { __proto__: null, found, key, entry };
  try {
    return ReflectApply(load, this, [target, parent, isMain, extra]);
  } finally {
    call = before;
  }
});

put(Module, '_resolveFilename', function _resolveFilename(request, parent, isMain, searchOptions) {
  if (searching) return ReflectApply(resolveFilename, this, [request, parent, isMain, searchOptions]);
  const way = callers();
  const text = `${request}`;
  if (way.translator && parent) {
    // Only where it leads: the hook that is asked next knows for certain who asks.
    const owner = urlOf(`${parent.filename}`);
    const { target } = lookUp(owner, canonical(text, owner), requireConditions);
    const path = typeof target === 'string' ? pathOf(target) ?? target
      : ReflectApply(resolveFilename, this, [text, parent, isMain, searchOptions]);
    rewritten = { __proto__: null, request: text, url: urlOf(startsWith(path, '/') ? path : `${ReflectApply(cwd, theProcess, [])}/${path}`) };
    return path;
  }
  if (way.internal && !way.closure) return ReflectApply(resolveFilename, this, [text, parent, isMain, searchOptions]);
  const { rights, base } = standing(parent, way);
  const { target } = decide(rights, canonical(text, base), requireConditions);
  if (target !== true) return pathOf(target) ?? target;
  return ReflectApply(resolveFilename, this, [text, parent, isMain, searchOptions]);
});

// Text put around every module would run with the rights of each.
const { wrap, wrapper } = Module;
const [before0, before1] = wrapper;
const isText = (index, value) => getOwnPropertyDescriptor(wrapper, index)?.value === value;
const wrapperChanged = () => Module.wrap !== wrap || Module.wrapper !== wrapper || !isText('0', before0) || !isText('1', before1);

put(Module.prototype, '_compile', function _compile(content, filename, format) {
  const name = `${filename}`;
  const url = urlOf(name);
  const text = mapGet(delivered, url);
  if (!allowed('compile') && wrapperChanged()) react(DENIED, 'Module.wrap and Module.wrapper may not be changed');
  if (typeof content === 'string' && text !== undefined && withoutMark(content) === withoutMark(text)) {
    mapDelete(delivered, url);
    weakSet(identities, this, { __proto__: null, rights: url, base: url });
  } else if (!allowed('compile') && !(!startsWith(name, '/') && (allowed('eval-worker') || allowed('eval-entry')))) {
    react(UNLISTED, `the text compiled as ${name} is not what that file holds`);
  }
  return ReflectApply(compile, this, [content, name, format]);
});
const withoutMark = (text) => (charCodeAt(text, 0) === 0xfeff ? slice(text, 1) : text);

/** A require made by a file has that file's rights, whatever place it searches from. */
put(Module, 'createRequire', function (filename) {
  const inner = ReflectApply(createRequire, this, [filename]);
  const maker = { __proto__: null, rights: uniform ? null : callers().caller };
  const asMaker = (method) => function (...parameters) {
    const before = actor;
    actor = maker;
    try {
      return ReflectApply(method, this, parameters);
    } finally {
      actor = before;
    }
  };
  const made = asMaker(inner);
  put(made, 'name', 'require');
  put(made, 'resolve', asMaker(inner.resolve));
  put(made.resolve, 'paths', inner.resolve.paths);
  put(made, 'main', inner.main);
  put(made, 'extensions', inner.extensions);
  put(made, 'cache', inner.cache);
  return made;
});

// Hooks that the program registers run before ours: whatever they answer, the verdict is on that.
put(Module, 'registerHooks', function (hooks) {
  if (!allowed('hooks')) throw failure(DENIED, 'module.registerHooks is not allowed');
  const { resolve, load: loader } = hooks;
  return registerHooks({
    __proto__: null,
    resolve: resolve && ((specifier, context, next) => {
      const { parentURL, conditions } = context;
      const asked = call;
      const found = asked?.found ?? (parentURL === undefined ? undefined
        : decide(parentURL, canonical(specifier, parentURL), conditions));
      const result = ReflectApply(resolve, hooks, [specifier, context, next]);
      const url = `${result.url}`;
      if (found !== undefined && found.target !== true && found.target !== url && asked === undefined) {
        react(MISSING, `${found.target} was led to ${url}`);
      }
      if (found === undefined ? !setHas(approved, url) : true) grant(url, found ?? anything, found === undefined ? preparsed : approved);
      return assign({ __proto__: null }, result, { __proto__: null, url });
    }),
    load: loader && ((url, context, next) => {
      if (!startsWith(url, 'node:') && !setHas(approved, url) && !setHas(preparsed, url)) react(UNLISTED, `${url} was granted to nobody`);
      const result = ReflectApply(loader, hooks, [url, context, next]);
      if (typeof result.source === 'string') mapSet(delivered, withoutQuery(url), result.source);
      return result;
    }),
  });
});
put(Module, 'register', function (...parameters) {
  if (!allowed('hooks')) throw failure(DENIED, 'module.register is not allowed');
  return ReflectApply(register, this, parameters);
});

if (!allowed('compile-cache')) {
  const { DISABLED } = Module.constants.compileCacheStatus;
  put(Module, 'enableCompileCache', () => ({ status: DISABLED, message: 'ward policy: cached code is not listed' }));
}

// The process

/** Whether nobody in particular may have a builtin: what is reached without a module goes by the default map. */
function builtinForNobody(id) {
  const { target, named } = lookUp(null, id, requireConditions);
  const name = target === true ? (startsWith(id, 'node:') ? slice(id, 5) : id) : `${target}`;
  if (target === null || (target !== true && !startsWith(target, 'node:'))) return undefined;
  const plain = target === true ? name : slice(target, 5);
  return isBuiltin(`node:${plain}`) && builtinGranted(plain, named) ? plain : undefined;
}

put(process, 'getBuiltinModule', function getBuiltinModule(id) {
  if (typeof id !== 'string' || !isBuiltin(id)) return ReflectApply(builtin, theProcess, [id]);
  const name = builtinForNobody(id);
  if (name === undefined && options.onerror === 'log') react(MISSING, `process.getBuiltinModule may not give ${id}`);
  if (name === undefined && options.onerror !== 'log') return undefined;
  prepare(name ?? id);
  return ReflectApply(builtin, theProcess, [name === undefined ? id : `node:${name}`]);
});

/** Replaces a function of the process by one that asks first. */
function guard(object, name, permitted) {
  const original = object[name];
  if (typeof original !== 'function') return;
  put(object, name, function (...parameters) {
    if (!permitted(parameters)) react(DENIED, `${name} is not allowed`);
    return ReflectApply(original, this, parameters);
  });
}
guard(process, 'binding', () => allowed('bindings'));
guard(process, '_linkedBinding', () => allowed('bindings'));
guard(process, '_debugProcess', () => allowed('inspector'));
guard(process, 'execve', () => builtinForNobody('child_process') !== undefined);

/** Whether a native library may be loaded: listed, and granted to the loader or to the file that calls. */
function libraryPermitted(path) {
  let url = urlOf(path);
  if (!listed(url)) {
    try {
      url = urlOf(realpath(path));
    } catch {
      return false;
    }
    if (!listed(url)) return false;
  }
  return uniform || setHas(approved, url) || lookUp(callers().caller, url, requireConditions).target !== null;
}

/** For functions that take the path of a native library as their parameter `at`; the path is read once. */
const libraryAt = (at) => (parameters) => {
  const path = `${parameters[at]}`;
  if (parameters[at] === undefined) return true;  // node has its own error for it
  const absolute = startsWith(path, '/') ? path : `${ReflectApply(cwd, theProcess, [])}/${path}`;
  put(parameters, at, absolute);
  return libraryPermitted(absolute);
};
guard(process, 'dlopen', libraryAt(1));

if (includes(options.deny, 'wasm') && typeof WebAssembly === 'object') {
  const names = ['Module', 'compile', 'instantiate', 'compileStreaming', 'instantiateStreaming', 'validate'];
  for (let i = 0; i < names.length; i++) {
    put(WebAssembly, names[i], function () {
      throw failure(DENIED, `WebAssembly.${names[i]} is not allowed`);
    });
  }
}

// Builtins that start threads, processes or native code: changed when somebody is first granted one, which keeps the start short.

function prepare(name) {
  if (setHas(prepared, name)) return;
  setAdd(prepared, name);
  if (name === 'worker_threads') prepareWorkers(ReflectApply(builtin, theProcess, [name]));
  else if (name === 'child_process' || name === 'cluster' || name === 'test') prepareChildren(ReflectApply(builtin, theProcess, ['child_process']));
  else if (name === 'crypto') guard(ReflectApply(builtin, theProcess, [name]), 'setEngine', libraryAt(0));
  else if (name === 'sqlite') guard(ReflectApply(builtin, theProcess, ['node:sqlite']).DatabaseSync.prototype, 'loadExtension', libraryAt(0));
  else if (name === 'v8') guard(ReflectApply(builtin, theProcess, [name]), 'setFlagsFromString', () => allowed('v8-flags'));
  else return;
  ReflectApply(syncBuiltinESMExports, Module, []);
}

// What a worker's node may be told beyond what the process was told; the second list takes a value of its own.
const HARMLESS = ['--disable-warning', '--enable-source-maps', '--experimental-strip-types', '--experimental-vm-modules',
  '--no-deprecation', '--no-experimental-strip-types', '--no-strip-types', '--no-warnings', '--pending-deprecation', '--stack-trace-limit',
  '--throw-deprecation', '--trace-deprecation', '--trace-uncaught', '--trace-warnings', '--unhandled-rejections'];
const WITH_VALUE = ['-C', '--conditions', '--disable-warning', '--unhandled-rejections', '--import', '--require', '-r', '--loader',
  '--experimental-loader', '--env-file'];

/** Whether arguments from `at` on are among those of the process: the option, and its value where it stands apart. */
function wasGiven(list, at, apart) {
  for (let i = 0; i < startArguments.length; i++) {
    if (startArguments[i] === list[at] && (!apart || startArguments[i + 1] === list[at + 1])) return true;
  }
  return false;
}

/** The arguments of a worker's node, ours first (a worker made from text runs no --import). */
function workerArguments(given, isText) {
  const list = [];
  for (let i = 0; i < given.length; i++) append(list, `${given[i]}`);
  const result = isText ? ['--require', ownPath] : ['--import', self];
  for (let i = 0; i < list.length; i++) {
    const equals = indexOf(list[i], '=');
    const name = equals === -1 ? list[i] : slice(list[i], 0, equals);
    const apart = equals === -1 && includes(WITH_VALUE, name);
    if (!wasGiven(list, i, apart) && !includes(HARMLESS, name) && name !== '-C' && name !== '--conditions') {
      react(DENIED, `a worker may not have ${list[i]}`);
    }
    append(result, list[i]);
    if (apart && i + 1 < list.length) append(result, list[++i]);
  }
  return result;
}

function workerFile(filename, settings) {
  const isText = typeof filename === 'string';
  if (settings.eval && isText) {
    if (!allowed('eval-worker')) react(DENIED, 'a worker may not be made from text');
    return filename;
  }
  const base = folder === '' ? undefined : urlOf(`${ReflectApply(cwd, theProcess, [])}/`);
  const url = isText ? (isRelative(filename) ? parseUrl(`file://${slice(urlOf(startsWith(filename, '/') ? filename
    : `${pathOf(base)}${filename}`), 7)}`) : undefined) : parseUrl(`${filename?.href}`);
  if (url === undefined) return filename;  // node has its own error for it
  const href = hrefOf(url);
  if (!listed(href) && !(startsWith(href, 'data:') && allowed('eval-worker'))) react(UNLISTED, `${href} is not listed`);
  return url;
}

const SETTINGS = ['argv', 'env', 'eval', 'execArgv', 'name', 'resourceLimits', 'stderr', 'stdin', 'stdout', 'trackUnmanagedFds',
  'transferList', 'workerData'];

function prepareWorkers(threads) {
  const Original = threads.Worker;
  function Worker(filename, given) {
    if (new.target === undefined) throw new TheTypeError("Class constructor Worker cannot be invoked without 'new'");
    // Read once, so that it cannot answer twice.
    const settings = assign({ __proto__: null }, given);
    for (let i = 0; given && i < SETTINGS.length; i++) settings[SETTINGS[i]] = given[SETTINGS[i]];
    if (typeof settings.env === 'object' && settings.env !== null) settings.env = assign({ __proto__: null }, settings.env);
    const environ = typeof settings.env === 'object' && settings.env !== null ? settings.env : environment;
    const nodeOptions = environ.NODE_OPTIONS;
    if (nodeOptions !== undefined && `${nodeOptions}` !== startOptions) react(DENIED, 'a worker may not have other NODE_OPTIONS');
    settings.execArgv = workerArguments(isArray(settings.execArgv) ? settings.execArgv : startArguments, settings.eval);
    return ReflectConstruct(Original, [workerFile(filename, settings), settings], new.target === Worker ? Original : new.target);
  }
  Worker.prototype = Original.prototype;
  put(Original.prototype, 'constructor', Worker);
  put(threads, 'Worker', Worker);
}

function prepareChildren(processes) {
  const flag = `--import=${self}`;
  const withHook = (value) => (value === undefined || value === '' ? flag : indexOf(value, flag) === -1 ? `${value} ${flag}` : value);
  const { spawn } = processes.ChildProcess.prototype;
  put(processes.ChildProcess.prototype, 'spawn', function (settings) {
    const pairs = [];
    let value;
    for (let i = 0; settings && isArray(settings.envPairs) && i < settings.envPairs.length; i++) {
      const pair = `${settings.envPairs[i]}`;
      if (startsWith(pair, 'NODE_OPTIONS=')) value = slice(pair, 13); else append(pairs, pair);
    }
    append(pairs, `NODE_OPTIONS=${withHook(value)}`);
    return ReflectApply(spawn, this, [assign({ __proto__: null }, settings, { __proto__: null, envPairs: pairs })]);
  });
  const names = ['spawnSync', 'execFileSync', 'execSync'];
  for (let i = 0; i < names.length; i++) {
    const original = processes[names[i]];
    put(processes, names[i], function (command, ...rest) {
      let at = 0;
      while (at < rest.length && (isArray(rest[at]) || rest[at] === undefined || rest[at] === null)) at++;
      const env = assign({ __proto__: null }, rest[at]?.env ?? environment);
      env.NODE_OPTIONS = withHook(env.NODE_OPTIONS);
      if (at > 0 && at === rest.length && names[i] !== 'execSync') at = rest.length === 1 && isArray(rest[0]) ? 1 : rest.length - 1;
      put(rest, at, assign({ __proto__: null }, rest[at], { __proto__: null, env }));
      return ReflectApply(original, this, prepend(command, rest));
    });
  }
}

function prepend(first, rest) {
  const list = [first];
  for (let i = 0; i < rest.length; i++) append(list, rest[i]);
  return list;
}

ReflectApply(syncBuiltinESMExports, Module, []);

// What starts without a file

if (isMainThread && !allowed('eval-entry') && !includes(startArguments, '--test') &&
    (process._eval !== undefined || process.argv[1] === undefined || process.argv[1] === '-')) {
  react(DENIED, 'the program has to be a listed file, not text');
}
if (!allowed('compile-cache') && environment.NODE_COMPILE_CACHE && !environment.NODE_DISABLE_COMPILE_CACHE) {
  react(DENIED, 'NODE_COMPILE_CACHE names code that is not listed');
}
