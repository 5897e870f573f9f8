// Oracle for src/lang/javascript: what acorn says of the JavaScript files of folders.
//   node js_scan.mjs FOLDER...          one line a file: PATH <tab> KIND <tab> TOKENS <tab> HASH <tab> REQUESTS
//   node js_scan.mjs --tokens FILE      its tokens, one a line: OFFSET LENGTH CLASS
// KIND is commonjs, module, or the reason why acorn cannot read the file. HASH is over the tokens' offsets, lengths and
// classes. REQUESTS is JSON: [kind, line, specifier or null where it is computed, shadowed][]. Offsets are of UTF-8 bytes.
// es-module-lexer's and cjs-module-lexer's requests are added as kinds of their own ("esm", "reexport").
import { readdirSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { ancestor } from 'acorn-walk';
import { parse, tokTypes } from 'acorn';
import { init as initEsm, parse as parseEsm } from 'es-module-lexer';
import { init as initCjs, parse as parseCjs } from 'cjs-module-lexer';

const classes = { name: 'n', private: 'p', number: '0', string: 's', template: 't', regexp: 'r', punctuator: '.' };

function byteOffsets(text) {
  if (Buffer.byteLength(text) === text.length) return (at) => at;
  const table = new Uint32Array(text.length + 1);
  let bytes = 0;
  for (let i = 0; i < text.length; i++) {
    table[i] = bytes;
    const c = text.charCodeAt(i);
    // Each half of a pair counts two: together four.
    bytes += c < 0x80 ? 1 : c < 0x800 ? 2 : c >= 0xd800 && c < 0xe000 ? 2 : 3;
  }
  table[text.length] = bytes;
  return (at) => table[at];
}

function classOf(type) {
  if (type === tokTypes.name || type.keyword) return classes.name;
  if (type === tokTypes.privateId) return classes.private;
  if (type === tokTypes.num) return classes.number;
  if (type === tokTypes.string) return classes.string;
  if (type === tokTypes.regexp) return classes.regexp;
  return classes.punctuator;
}

// acorn's pieces of templates are put together as ward has them: `text${, }text${, }text`, `text`.
function joinTemplates(raw) {
  const tokens = [];
  for (let i = 0; i < raw.length; i++) {
    const token = raw[i];
    if (token.type === tokTypes.eof) break;
    const opens = token.type === tokTypes.backQuote || token.type === tokTypes.braceR;
    const piece = raw[i + 1];
    if (opens && (piece?.type === tokTypes.template || piece?.type === tokTypes.invalidTemplate)) {
      tokens.push({ start: token.start, end: raw[i + 2].end, class: classes.template });
      i += 2;
    } else {
      // TypeScript aside, `>>` and the like are single tokens on both sides.
      tokens.push({ start: token.start, end: token.end, class: classOf(token.type) });
    }
  }
  return tokens;
}

function read(text, kinds) {
  let reason;
  for (const sourceType of kinds) {
    const raw = [];
    try {
      const tree = parse(text, {
        ecmaVersion: 'latest', sourceType, onToken: raw, allowHashBang: true, locations: true,
        allowReturnOutsideFunction: sourceType === 'commonjs',
      });
      return { kind: sourceType, tree, tokens: joinTemplates(raw) };
    } catch (error) {
      reason ??= error.message;
    }
  }
  return { kind: `error: ${reason}` };
}

function constant(node) {
  if (node?.type === 'Literal' && typeof node.value === 'string') return node.value;
  if (node?.type === 'TemplateLiteral' && node.expressions.length === 0) return node.quasis[0].value.cooked;
  if (node?.type === 'BinaryExpression' && node.operator === '+') {
    const left = constant(node.left);
    const right = constant(node.right);
    return left === null || right === null ? null : left + right;
  }
  return null;
}

// `a ? 'x' : 'y'` asks for one of two.
function choices(node) {
  if (node?.type !== 'ConditionalExpression') return [constant(node)];
  const both = [constant(node.consequent), constant(node.alternate)];
  return both.includes(null) ? [null] : both;
}

const isName = (node, name) => node?.type === 'Identifier' && node.name === name;
const isMember = (node, object, property) =>
  node?.type === 'MemberExpression' && !node.computed && isName(node.object, object) && isName(node.property, property);
const isMeta = (node) => node?.type === 'MetaProperty' && node.meta.name === 'import';
const isMetaUrl = (node) => node?.type === 'MemberExpression' && isMeta(node.object) && isName(node.property, 'url');
const isFunction = (node) => /Function/.test(node.type);

function bindsRequire(pattern) {
  switch (pattern?.type) {
    case 'Identifier': return pattern.name === 'require';
    case 'AssignmentPattern': return bindsRequire(pattern.left);
    case 'RestElement': return bindsRequire(pattern.argument);
    case 'ArrayPattern': return pattern.elements.some(bindsRequire);
    case 'ObjectPattern': return pattern.properties.some((p) => bindsRequire(p.value ?? p));
    default: return false;
  }
}
const isCreated = (node) => node?.type === 'CallExpression' &&
  (isName(node.callee, 'createRequire') || isName(node.callee?.property, 'createRequire'));

const startsWithRequire = (node) =>
  isName(node, 'require') || (node?.type === 'LogicalExpression' && startsWithRequire(node.left));

// The nodes that are scopes in which `require` is something else.
function shadowingScopes(tree) {
  const scopes = new Set();
  const block = (ancestors) => ancestors.findLast((n) =>
    ['BlockStatement', 'Program', 'StaticBlock', 'ForStatement', 'ForInStatement', 'ForOfStatement', 'SwitchStatement'].includes(n.type) || isFunction(n));
  const host = (ancestors) => ancestors.findLast((n) => n.type === 'Program' || n.type === 'StaticBlock' || isFunction(n));
  const onFunction = (node, _, ancestors) => {
    if (node.params.some(bindsRequire)) scopes.add(node);
    if (!isName(node.id, 'require')) return;
    scopes.add(node.type === 'FunctionDeclaration' ? block(ancestors.slice(0, -1)) : node);
  };
  ancestor(tree, {
    Function: onFunction,
    VariableDeclarator(node, _, ancestors) {
      if (!bindsRequire(node.id) || isCreated(node.init)) return;
      const declaration = ancestors.at(-2);
      const scope = declaration.kind === 'var' ? host(ancestors) : block(ancestors);
      // At the top of a CommonJS module `var require;` and `var require = require` leave the parameter as it was.
      if (scope === tree && declaration.kind === 'var' && (!node.init || startsWithRequire(node.init))) return;
      scopes.add(scope);
    },
    Class(node, _, ancestors) {
      if (isName(node.id, 'require')) scopes.add(node.type === 'ClassDeclaration' ? block(ancestors.slice(0, -1)) : node);
    },
    CatchClause(node) {
      if (bindsRequire(node.param)) scopes.add(node);
    },
    ImportDeclaration(node) {
      if (node.specifiers.some((s) => s.local.name === 'require')) scopes.add(tree);
    },
  });
  return scopes;
}

function requestsOf(tree) {
  const scopes = shadowingScopes(tree);
  const found = [];
  const add = (kind, node, argument, ancestors) => {
    const shadowed = kind.startsWith('require') && ancestors.some((n) => scopes.has(n));
    for (const specifier of choices(argument)) found.push([node.start, [kind, node.loc.start.line, specifier, shadowed]]);
  };
  ancestor(tree, {
    ImportDeclaration(node, _, ancestors) { add('import', node, node.source, ancestors); },
    ExportNamedDeclaration(node, _, ancestors) { if (node.source) add('export', node, node.source, ancestors); },
    ExportAllDeclaration(node, _, ancestors) { add('export', node, node.source, ancestors); },
    ImportExpression(node, _, ancestors) { add('dynamic', node, node.source, ancestors); },
    CallExpression(node, _, ancestors) {
      if (node.arguments.length === 0) return;
      let callee = node.callee;
      if (callee.type === 'SequenceExpression' && callee.expressions.length === 2) callee = callee.expressions[1];
      if (isName(callee, 'require')) add('require', callee, node.arguments[0], ancestors);
      else if (isMember(callee, 'require', 'resolve')) add('require_resolve', callee, node.arguments[0], ancestors);
      else if (isMember(callee, 'module', 'require')) add('require', callee.property, node.arguments[0], ancestors);
    },
    NewExpression(node, _, ancestors) {
      if (isName(node.callee, 'URL') && isMetaUrl(node.arguments[1])) add('new_url', node.callee, node.arguments[0], ancestors);
    },
  });
  return found.sort((a, b) => a[0] - b[0]).map((one) => one[1]);
}

function lexed(text, kind) {
  const found = [];
  if (kind === 'module') {
    try {
      for (const one of parseEsm(text)[0]) if (one.n !== undefined) found.push(['esm', 0, one.n, false]);
    } catch {
      // What it cannot read, it says nothing of.
    }
  } else {
    try {
      for (const one of parseCjs(text).reexports) found.push(['reexport', 0, one, false]);
    } catch {
      // The same.
    }
  }
  return found;
}

const isModuleFile = (path) => path.endsWith('.mjs');
const kindsOf = (path) => (isModuleFile(path) ? ['module'] : ['commonjs', 'module']);

function describe(path) {
  const text = readFileSync(path, 'utf8');
  const { kind, tree, tokens } = read(text.replace(/^\ufeff/, ' '), kindsOf(path));
  if (!tree) return [path, kind.replace(/\s+/g, ' '), 0, 0, '[]'];
  const bom = text.startsWith('\ufeff') ? 2 : 0;
  const offset = byteOffsets(text.replace(/^\ufeff/, ' '));
  let hash = 0x811c9dc5;
  const mix = (value) => { hash = Math.imul(hash ^ value, 0x01000193); };
  for (const token of tokens) {
    mix(offset(token.start) + bom);
    mix(offset(token.end) - offset(token.start));
    mix(token.class.charCodeAt(0));
  }
  return [path, kind, tokens.length, hash >>> 0, JSON.stringify([...requestsOf(tree), ...lexed(text, kind)])];
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

await initEsm;
await initCjs();
const arguments_ = process.argv.slice(2);
if (arguments_[0] === '--tokens') {
  const text = readFileSync(arguments_[1], 'utf8');
  const offset = byteOffsets(text);
  const { tokens, kind } = read(text, kindsOf(arguments_[1]));
  if (!tokens) throw new Error(kind);
  for (const token of tokens)
    writeAll(`${offset(token.start)} ${offset(token.end) - offset(token.start)} ${token.class}\n`);
} else {
  for (const folder of arguments_)
    for (const path of filesUnder(folder)) writeAll(describe(path).join('\t') + '\n');
}
