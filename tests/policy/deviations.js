// Each row of ward's table of deviations, shown: what node 20 says, what ward says in its own reading, and where it is not
// node's answer, what ward says in node's reading. A row's `node` is asked of node itself.
'use strict';
const { createHash } = require('crypto');
const sha = (algorithm, content) => `${algorithm}-${createHash(algorithm).update(content).digest('base64')}`;
const good = sha('sha384', 'A');
const assertion = 'ERR_MANIFEST_ASSERT_INTEGRITY';
const missing = 'ERR_MANIFEST_DEPENDENCY_MISSING';
const resource = (key, descriptor) => ({ resources: { [key]: descriptor } });
const app = (name) => `file:///srv/app/${name}`;

// `node` and `ward` are the answer to `ask`, or of the manifest itself where it is refused ("refused: CODE").
module.exports = [
  { id: 'strongest-hash', manifest: resource('./a.js', { integrity: `${sha('sha256', 'A')} ${sha('sha512', 'B')}` }),
    ask: ['integrity', app('a.js'), 'A'], node: 'pass', ward: assertion },
  { id: 'hash-form', manifest: resource('./a.js', { integrity: 'sha256-AAAA' }), ask: ['integrity', app('a.js'), 'A'], node: assertion,
    ward: 'refused: ERR_SRI_PARSE' },
  { id: 'hash-form', manifest: resource('./a.js', { integrity: '' }), ask: ['integrity', app('a.js'), 'A'], node: assertion,
    ward: 'refused: ERR_SRI_PARSE' },
  { id: 'hash-when', manifest: { resources: { './a.js': { integrity: 'nonsense' }, './b.js': { integrity: good } } },
    ask: ['integrity', app('b.js'), 'A'], node: 'pass', ward: 'refused: ERR_SRI_PARSE' },
  { id: 'weak-hash', manifest: resource('./a.js', { integrity: `${good} sha1-bc1iMBDXkTvFWyxtySQ2Ra3Y9Lk=` }),
    ask: ['integrity', app('a.js'), 'A'], node: 'ERR_SRI_PARSE', ward: 'refused: ERR_SRI_PARSE' },
  { id: 'hash-error-lingers', sri: [`nonsense ${good}`, `${good}`], node: 'ERR_SRI_PARSE', ward: 'read' },
  { id: 'duplicate-key', text: `{"resources": {"./a.js": {"integrity": "${good}"}, "./a.js": {"integrity": true}}}`,
    ask: ['integrity', app('a.js'), 'B'], node: 'pass', ward: 'refused: parse', wardAsNode: 'refused: parse' },
  { id: 'half-surrogate', text: '{"resources": {"./\\ud800.js": {"integrity": true}}}', ask: ['integrity', app('%EF%BF%BD.js'), 'A'],
    node: 'pass', ward: 'refused: parse', wardAsNode: 'refused: parse' },
  { id: 'wrong-container', text: '[]', ask: ['integrity', app('a.js'), 'A'], node: assertion, ward: 'refused: parse',
    wardAsNode: 'refused: parse' },
  { id: 'wrong-container', text: '{"resources": {"./a.js": 1}}', ask: ['integrity', app('a.js'), 'A'], node: assertion,
    ward: 'refused: parse', wardAsNode: 'refused: parse' },
  { id: 'wrong-container', manifest: { dependencies: ['./b.js'] }, ask: ['dependency', app('a.js'), '0', []], node: app('b.js'),
    ward: 'refused: ERR_MANIFEST_INVALID_RESOURCE_FIELD', wardAsNode: missing },
  { id: 'alias', manifest: { resources: { './ok.js': { integrity: good }, './%6fk.js': { integrity: true } } },
    ask: ['integrity', app('%6fk.js'), 'B'], node: 'pass', ward: 'refused: ERR_MANIFEST_INVALID_RESOURCE_FIELD' },
  { id: 'alias', manifest: { resources: { './a.js': { integrity: good }, './a.js?b': { integrity: true } } },
    ask: ['integrity', app('a.js?b'), 'B'], node: 'pass', ward: 'refused: ERR_MANIFEST_INVALID_RESOURCE_FIELD' },
  { id: 'spelling', manifest: resource('./a~b.js', { integrity: good }), ask: ['integrity', app('a%7Eb.js'), 'A'], node: assertion,
    ward: 'pass' },
  { id: 'spelling', manifest: resource('./%6fk.js', { integrity: good }), ask: ['integrity', app('ok.js'), 'A'], node: assertion,
    ward: 'pass' },
  { id: 'caret', manifest: resource('./a^b.js', { integrity: good }), ask: ['integrity', app('a%5Eb.js'), 'A'], node: assertion,
    ward: 'pass', wardAsNode: 'pass' },
  { id: 'idna-host', manifest: resource('http://b\u00fccher.de/', { integrity: true }), ask: ['integrity', 'http://xn--bcher-kva.de/', 'A'],
    node: 'pass', ward: 'refused: ERR_INVALID_URL', wardAsNode: 'refused: ERR_INVALID_URL' },
  { id: 'protocol-case', manifest: { scopes: { 'FILE:': { integrity: true } } }, ask: ['integrity', app('a.js'), 'A'], node: assertion,
    ward: 'pass' },
  { id: 'cascade-to-all', manifest: { scopes: { 'file:': { cascade: true }, '': { integrity: true } } },
    ask: ['integrity', app('a.js'), 'A'], node: assertion, ward: 'pass' },
  { id: 'pattern', manifest: resource('./a.js', { dependencies: { '@s/*': true } }), ask: ['dependency', app('a.js'), '@s/x', []],
    node: 'refused: ERR_MANIFEST_INVALID_SPECIFIER', ward: 'true' },
  { id: 'pattern', manifest: resource('./a.js', { dependencies: { './*': true, './lib/*': './b.js', 'x*y*': true } }),
    ask: ['dependency', app('a.js'), './lib/c.js', []], node: 'refused: ERR_MANIFEST_INVALID_SPECIFIER',
    ward: 'refused: ERR_MANIFEST_INVALID_SPECIFIER' },
  { id: 'pattern', manifest: resource('./a.js', { dependencies: { './*': true, './lib/*': './b.js' } }),
    ask: ['dependency', app('a.js'), './lib/c.js', []], node: 'refused: ERR_MANIFEST_INVALID_SPECIFIER', ward: app('b.js') },
  { id: 'null-target', manifest: resource('./a.js', { dependencies: { x: null } }), ask: ['dependency', app('a.js'), 'x', []],
    node: 'ERR_MANIFEST_INVALID_RESOURCE_FIELD', ward: missing },
  { id: 'no-condition', manifest: resource('./a.js', { dependencies: { x: { import: true } } }),
    ask: ['dependency', app('a.js'), 'x', ['require']], node: 'ERR_INVALID_URL', ward: missing },
  { id: 'preflight', manifest: { scopes: { 'data:': { cascade: true }, '': { integrity: true } } }, ask: ['might', 'data:,x'],
    node: 'ERR_INVALID_URL', ward: 'true' },
];
