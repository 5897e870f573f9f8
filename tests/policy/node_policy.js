// node 20's own manifest and integrity metadata, asked in this process: needs --expose-internals.
'use strict';

// The class takes these when it is loaded, so they are replaced before.
let reactions = [];
process._rawDebug = (stack) => reactions.push(/\[(ERR_\w+)\]/.exec(stack)?.[1] ?? 'reaction');
const realExit = process.exit;
process.exit = () => {
  throw new Error('exit');
};
const { Manifest } = require('internal/policy/manifest');
const sri = require('internal/policy/sri');
process.exit = realExit;

const codeOf = (error) => error.code ?? error.name;

// As lib/internal/process/policy.js sets it up. The manifest, or what it throws.
const build = (text, url) => {
  let json;
  try {
    json = JSON.parse(text, (_, value) => {
      if (value && typeof value === 'object') {
        Object.setPrototypeOf(value, null);
        Object.freeze(value);
      }
      return value;
    });
  } catch {
    return { refused: 'parse' };
  }
  try {
    return { manifest: new Manifest(json, url), refused: '' };
  } catch (error) {
    return { refused: codeOf(error) };
  }
};

// The answer in the words of driver.cc. `onerror` may log or exit instead of throwing: what it says is the answer.
const ask = (manifest, [kind, subject, ...rest]) => {
  reactions = [];
  try {
    if (kind === 'integrity') {
      sri.parse('');  // puts the pattern back to its start, which an error before this leaves where it was
      manifest.assertIntegrity(subject, rest[0]);
      return reactions[0] ?? 'pass';
    }
    if (kind === 'might') return String(manifest.mightAllow(subject));
    const answer = manifest.getDependencyMapper(subject).resolve(rest[0], new Set(rest[1]));
    return answer === true ? 'true' : answer?.href ?? 'ERR_MANIFEST_DEPENDENCY_MISSING';
  } catch (error) {
    return reactions[0] ?? codeOf(error);
  }
};

const readSri = (text, content) => {
  let hashes;
  try {
    sri.parse('');
    hashes = sri.parse(text);
  } catch {
    return 'error';
  }
  const { createHash } = require('crypto');
  const fits = ({ algorithm, value }) => createHash(algorithm).update(content).digest().equals(value);
  return Array.prototype.some.call(hashes, fits) ? 'match' : 'differ';
};

// One process, so an error must not spoil what comes after it: the same parser without being put back.
const readSriTwice = (first, second) => {
  try {
    sri.parse(first);
  } catch { /* the point */ }
  try {
    return sri.parse(second).length > 0 ? 'read' : 'empty';
  } catch (error) {
    return codeOf(error);
  }
};

module.exports = { build, ask, readSri, readSriTwice };
