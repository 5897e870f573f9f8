'use strict';
// The Permission class around the addon. What a user of the process may have replaced (prototypes, globals) is not asked
// after this file has been loaded: what is needed of them is taken here, and has() and require() are decided in C++.
const { keys } = Object;
const { isArray } = Array;
const URLConstructor = URL;
const { get: hrefOf } = Object.getOwnPropertyDescriptor(URLConstructor.prototype, 'href');
const TypeErrorConstructor = TypeError;
const native = require('./build/ward_permission.node');
const { allow, confine, create, drop, has, kernel, plan, require: demand } = native;
native.setUrlGetter(hrefOf);

function invalid(message) {
  const error = new TypeErrorConstructor(message);
  error.code = 'ERR_INVALID_ARG_TYPE';
  return error;
}

function allowValue(handle, flag, value, folder) {
  if (value === undefined || value === null || value === false) return;
  if (value === true) allow(handle, flag, undefined, folder);
  else if (typeof value === 'string') allow(handle, flag, value, folder);
  else throw invalid(`${flag} takes true, a string, or an array of strings`);
}

class Permission {
  #handle;

  constructor(grants = {}, options = {}) {
    if (typeof grants !== 'object' || grants === null) throw invalid('grants are an object or an array of flags');
    if (typeof options !== 'object' || options === null) throw invalid('options are an object');
    const { folder, metadata, nested } = options;
    if (folder !== undefined && typeof folder !== 'string') throw invalid('folder is a string');
    if (metadata !== undefined && metadata !== 'deny' && metadata !== 'allow') {
      throw invalid("metadata is 'deny' or 'allow'");
    }
    const handle = create(metadata === 'allow', nested === true);
    if (isArray(grants)) {
      for (let i = 0; i < grants.length; i++) {
        if (typeof grants[i] !== 'string') throw invalid('a flag is a string');
        allow(handle, grants[i], undefined, folder);
      }
    } else {
      const names = keys(grants);
      for (let i = 0; i < names.length; i++) {
        const value = grants[names[i]];
        const flag = `--${names[i]}`;
        if (!isArray(value)) allowValue(handle, flag, value, folder);
        else for (let j = 0; j < value.length; j++) {
          if (typeof value[j] !== 'string') throw invalid(`${flag} takes true, a string, or an array of strings`);
          allow(handle, flag, value[j], folder);
        }
      }
    }
    this.#handle = handle;
  }

  has(scope, reference) { return has(this.#handle, scope, reference); }
  require(scope, reference) { demand(this.#handle, scope, reference); }
  drop(scope, reference) { return drop(this.#handle, scope, reference); }
  plan() { return plan(this.#handle); }
  confine(options = {}) {
    if (typeof options !== 'object' || options === null) throw invalid('options are an object');
    return confine(this.#handle, options.strict === true);
  }
}

module.exports = { Permission, kernel };
