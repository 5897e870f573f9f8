// Random manifests, and questions about them, out of pieces that are near one another: the same for the same seed.
'use strict';
const { createHash } = require('crypto');

const generator = (seed) => {
  let state = (Number(seed) >>> 0) || 1;
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

  const contents = ['', 'A', 'console.log(1)\n'];
  const digest = (algorithm, content) => createHash(algorithm).update(content).digest('base64');
  const algorithm = () => pick(['sha256', 'sha384', 'sha512']);
  const hash = () => {
    const text = `${algorithm()}-${digest(algorithm(), pick(contents))}`;
    const right = algorithm();
    if (chance(0.7)) return `${right}-${digest(right, pick(contents))}`;
    return pick([text, 'sha256-AAAA', 'sha384-A', 'sha512-AAA=', 'sha1-AAAA', 'md5-AAAA', 'SHA256-AAAA', 'sha256-', 'sha256-A===',
      'sha256-a_b-', 'sha256', '-', 'sha256-AAAA?', 'sha256-AAAA?opt?x', 'sha3-256-AAAA']);
  };
  const integrityText = () => {
    let text = chance(0.9) ? hash() : '';
    for (let i = chance(0.3) ? 1 + below(2) : 0; i > 0; i--) text += pick([' ', ' ', '  ', '\t', '\n', ',', '', '?x ']) + hash();
    if (chance(0.1)) text = pick([' ', '\t', '\n', ' \t']) + text;
    if (chance(0.1)) text += pick([' ', '\t', '\n', '  ', '?', '=', ' x']);
    return text;
  };

  const relative = ['./a.js', './b.js', './lib/c.js', './lib/sub/d.js', '../x.js', '/srv/app/b.js', '/', './', './lib/', './lib',
    './a.js?q', './a.js#f', './ok.js', './%6fk.js', './A.js', './lib/../a.js', './a b.js', './\\a.js', './é.js', './package.json'];
  const absolute = ['file:///srv/app/a.js', 'file:///srv/app/lib/c.js', 'file:///srv/x.js', 'FILE:///srv/app/b.js', 'node:fs', 'node:nope',
    'data:text/javascript,1', 'data:application/json,{}', 'blob:https://o.example/1-2', 'blob:nodedata:1', 'blob:file:///x',
    'https://h.example:8080/p/q/r.js', 'https://h.example:8080/p/', 'https://o.example/z.js', 'https://o.example', 'web+x:y', 'web+x:/y/z',
    'file://server/share/a.js', 'file:///C:/srv/a.js', 'http://[::1]/a', 'file:/srv//app/a.js'];
  const bare = ['fs', 'x', 'x/y', '@s/x', '#x', '', '1', '01', 'a.js', '.', '..', '...', '*', 'http:', ':', 'node:'];
  const scopesOnly = ['', '', 'file:', 'file:', 'data:', 'blob:', 'https:', 'http:', 'node:', 'web+x:', 'FILE:', ' file:', '\tdata:',
    'h2:', '1:', 'file:///', 'file:///srv/', 'file:///srv/app/', 'https://o.example/', 'https://h.example:8080/', './lib/?q', './lib/#f',
    'https://h.example:8080/p/q/', 'blob:https://o.example/', 'file://server/', 'file://server/share/'];
  const requesters = ['file:///srv/app/a.js', 'file:///srv/app/b.js', 'file:///srv/app/lib/c.js', 'file:///srv/app/lib/sub/d.js',
    'file:///srv/app/lib/sub/deeper/e.js?q#f', 'file:///srv/x.js', 'file:///y.js', 'file:///srv/app/', 'file:///srv/app', 'file:///',
    'data:text/javascript,1', 'data:,', 'blob:https://o.example/1-2', 'blob:nodedata:1', 'blob:file:///x', 'node:fs',
    'https://h.example:8080/p/q/r.js', 'https://o.example/z.js', 'http://other.example/', 'web+x:y', 'web+x:/y/z', 'file:', 'data:', '',
    'not a url', 'file:///srv/app/ok.js', 'file:///srv/app/%6fk.js', 'file:///srv/app/A.js', 'file:///srv/app/a.js?q',
    'file:///srv/app/package.json', 'file://server/share/a.js', 'file:///C:/srv/a.js', 'file:///srv//app/a.js', 'http://[::1]/a'];
  const conditionNames = ['import', 'require', 'node', 'default', 'browser', '1', '0', '10'];

  const key = () => (chance(0.75) ? pick(relative) : chance(0.92) ? pick(absolute) : pick(bare));
  const scope = () => (chance(0.5) ? pick(scopesOnly) : chance(0.7) ? pick(relative) : chance(0.95) ? pick(absolute) : pick(bare));
  const specifier = () => (chance(0.4) ? pick(relative) : chance(0.6) ? pick(bare) : pick(absolute));
  const dependencyKey = () => {
    const text = pick([() => pick(relative), () => pick(bare), () => pick(absolute)])();
    return chance(0.9) && text.endsWith('*') ? 'x' : text;
  };
  const target = (depth) => {
    const r = random();
    if (r < 0.35) return true;
    if (r < 0.6) return pick(relative);
    if (r < 0.72) return pick(absolute);
    if (r < 0.75) return pick(bare);
    if (r < 0.78) return null;
    if (r < 0.8) return pick([false, 1, [], 'x']);
    if (depth === 0) return true;
    return object(3, () => pick(conditionNames), () => target(depth - 1));
  };
  const object = (most, makeKey, makeValue) => {
    const out = {};
    for (let i = below(most + 1); i > 0; i--) out[makeKey()] = makeValue();
    return out;
  };
  const dependencies = () => {
    const r = random();
    if (r < 0.15) return true;
    if (r < 0.2) return null;
    if (r < 0.205) return pick([false, 1, 'x', []]);
    return object(5, dependencyKey, () => target(3));
  };
  const descriptor = (isScope) => {
    const out = {};
    if (chance(0.6)) {
      if (isScope) out.integrity = chance(0.985) ? true : pick([null, false, 'sha256-AAAA', 1]);
      else out.integrity = chance(0.7) ? integrityText() : chance(0.985) ? true : pick([null, false, 1, [], {}]);
    }
    if (chance(0.6)) out.dependencies = dependencies();
    if (chance(0.5)) out.cascade = chance(0.985) ? chance(0.8) : pick([null, 1, 'true']);
    if (chance(0.03)) out.comment = 'x';
    return out;
  };
  const manifest = () => {
    const out = {};
    if (chance(0.15)) out.onerror = pick(['throw', 'exit', 'log', 'log', 'exit', 'throw', 'warn', null]);
    if (chance(0.95)) out.resources = object(6, key, () => descriptor(false));
    if (chance(0.85)) out.scopes = object(6, scope, () => descriptor(true));
    if (chance(0.4)) out.dependencies = chance(0.97) ? dependencies() : null;
    if (Array.isArray(out.dependencies)) delete out.dependencies;  // an array counts by index: a row of deviations
    return out;
  };
  const urls = ['file:///srv/app/policy.json', 'file:///srv/app/policy.json', 'file:///srv/app/policy.json', 'file:///policy.json',
    'file:///srv/app/lib/p.json?x', 'https://h.example:8080/p/policy.json'];
  // What a key means, for questions that hit it.
  const meant = (value, url) => {
    try {
      return new URL(value, url).href;
    } catch {
      return value;
    }
  };

  const questions = (json, url, count) => {
    const keys = Object.keys(json.resources ?? {});
    const maps = [json, ...Object.values(json.resources ?? {}), ...Object.values(json.scopes ?? {})].map((one) => one.dependencies)
      .filter((one) => one && typeof one === 'object');
    const subject = () => (keys.length > 0 && chance(0.4) ? meant(pick(keys), url) : pick(requesters));
    return Array.from({ length: count }, () => {
      const r = random();
      if (r < 0.4) return ['integrity', subject(), pick(contents)];
      if (r < 0.48) return ['might', subject()];
      const wanted = maps.length > 0 && chance(0.6) ? pick([...Object.keys(pick(maps)), 'x']) : specifier();
      return ['dependency', subject(), wanted, [...new Set(some(4, () => pick(conditionNames)))]];
    });
  };
  const one = () => {
    const json = manifest();
    const url = pick(urls);
    return { url, manifest: JSON.stringify(json), ask: questions(json, url, 12) };
  };
  // A manifest with bytes changed: what one parser takes and the other does not.
  const spoilt = () => {
    let text = JSON.stringify(manifest(), null, pick([0, 1]));
    for (let i = 1 + below(2); i > 0; i--) {
      const at = below(text.length + 1);
      text = text.slice(0, at) + (chance(0.6) ? pick([...'{}[]:,"\\0123456789.-+eEtrufalsn \t\n\r/*\u00e9', '\ufeff', '\x01', 'true', 'null']) : '') +
        text.slice(at + pick([0, 0, 1, 1, 2, 5]));
    }
    return { url: urls[0], manifest: text, ask: [] };
  };
  return { one, spoilt, integrityText, contents, below, pick, chance, meant };
};

module.exports = { generator };
