'use strict';
// has() of this package beside process.permission.has() of the node that runs this, on the same grants: nanoseconds a call.
//   node --permission --allow-addons --allow-fs-read=FOLDER… bench.js
// Each figure is the median of the rounds, the least of them in parentheses; the two are measured in turns.
const path = require('node:path');
const { Permission } = require('./index.js');

const calls = Number(process.env.CALLS || 200000);
const rounds = Number(process.env.ROUNDS || 15);
const flags = process.execArgv.filter((flag) => flag.startsWith('--allow-fs-'));
const granted = flags.length > 0 && flags[0].slice(flags[0].indexOf('=') + 1);
if (!process.permission || !granted) {
  console.error('usage: node --permission --allow-addons --allow-fs-read=FOLDER [--allow-fs-read=FOLDER…] bench.js');
  process.exit(2);
}
const ours = new Permission(flags);
const deep = path.join(granted, 'a/b/c/d/e/f/g/h/file.txt');
const questions = {
  'scope alone': ['fs.read'],
  'path, granted': ['fs.read', path.join(granted, 'file.txt')],
  'path, granted, ten deep': ['fs.read', deep],
  'path, refused': ['fs.read', '/nowhere/file.txt'],
  'path with ..': ['fs.read', path.join(granted, 'a') + '/../../nowhere/file.txt'],
  'path, as a Buffer': ['fs.read', Buffer.from(deep)],
  'relative path': ['fs.read', 'no/such/file.txt'],
};

function measure(permission, question) {
  const [scope, reference] = question;
  let sum = 0;
  const start = process.hrtime.bigint();
  if (question.length === 1) for (let i = 0; i < calls; i++) sum += permission.has(scope);
  else for (let i = 0; i < calls; i++) sum += permission.has(scope, reference);
  const end = process.hrtime.bigint();
  return [Number(end - start) / calls, sum];
}

const text = (times) => {
  const sorted = [...times].sort((a, b) => a - b);
  return [sorted[sorted.length >> 1], sorted[0]];
};
console.log(`node ${process.version}, ${flags.length} grants, ${rounds} rounds of ${calls} calls; ns a call: median (least)`);
for (const [name, question] of Object.entries(questions)) {
  const times = { node: [], ward: [] };
  for (let round = -2; round < rounds; round++) {
    const [theirTime, theirSum] = measure(process.permission, question);
    const [ourTime, ourSum] = measure(ours, question);
    if (theirSum !== ourSum) throw new Error(`${name}: the answers differ`);
    if (round < 0) continue;  // warming up
    times.node.push(theirTime);
    times.ward.push(ourTime);
  }
  const [theirs, theirLeast] = text(times.node);
  const [our, ourLeast] = text(times.ward);
  const row = (median, least) => `${median.toFixed(0)} (${least.toFixed(0)})`.padStart(14);
  console.log(`${name.padEnd(26)} node ${row(theirs, theirLeast)}   ward ${row(our, ourLeast)}   ratio ${(theirs / our).toFixed(1)}`);
}
