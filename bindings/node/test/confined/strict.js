'use strict';
// confine({ strict }) alone. Arguments: the package, a file that is not granted, how (strict or warn), from where.
const fs = require('node:fs');
const { Worker, isMainThread, workerData } = require('node:worker_threads');

if (!isMainThread || process.argv[5] !== 'worker') {
  const [packageFolder, secret, how] = isMainThread ? process.argv.slice(2) : workerData;
  const { Permission } = require(packageFolder);
  const out = {};
  try {
    out.confined = new Permission({ 'allow-fs-read': packageFolder }).confine({ strict: how === 'strict' });
  } catch (error) {
    out.error = { code: error.code, message: error.message };
  }
  try { fs.readFileSync(secret); out.read = 'read'; } catch (error) { out.read = error.code; }
  fs.writeSync(1, JSON.stringify(out));
} else {
  new Worker(__filename, { workerData: process.argv.slice(2) }).on('exit', () => {
    let read = 'read';
    try { fs.readFileSync(process.argv[3]); } catch (error) { read = error.code; }
    fs.writeSync(1, `\n${JSON.stringify({ main: read })}`);
  });
}
