// Random CVSS vectors with their scores by the npm package ae-cvss-calculator, one `vector<TAB>score` a line.
//   node cvss.js VERSION COUNT        VERSION is 2.0, 3.0, 3.1 or 4.0
//
// Optional metrics are absent, not defined or given; half of the vectors have their metrics in a random order. The
// generator has a fixed seed, so every run prints the same lines.
//
// One part of the package differs from its specification, and the test shows it: the 2.0 environmental score. The guide
// has the *temporal score recomputed*, which rounds the base and the temporal score on the way; the package rounds
// neither, but rounds the exploitability, which the guide does not. With `--as-packaged` its own figures are printed;
// without, these two methods, and nothing else, are replaced by the guide's equations.
'use strict';
const calculator = require('ae-cvss-calculator');

const [version, count] = process.argv.slice(2);
const asPackaged = process.argv.includes('--as-packaged');

class GuideCvss2 extends calculator.Cvss2 {
  calculateExactAdjustedBaseScore() {
    const impact = this.calculateExactAdjustedImpactScore();
    const exploitability = this.calculateExactExploitabilityScore();
    return this.round((0.6 * impact + 0.4 * exploitability - 1.5) * this.f(impact), 1);
  }
  calculateExactAdjustedTemporalScore() {
    return this.round(super.calculateExactAdjustedTemporalScore(), 1);
  }
}

const versions = {
  '2.0': { type: asPackaged ? calculator.Cvss2 : GuideCvss2, prefix: '', notDefined: 'ND' },
  '3.0': { type: calculator.Cvss3P0, prefix: 'CVSS:3.0/', notDefined: 'X' },
  '3.1': { type: calculator.Cvss3P1, prefix: 'CVSS:3.1/', notDefined: 'X' },
  '4.0': { type: calculator.Cvss4P0, prefix: 'CVSS:4.0/', notDefined: 'X' },
};
const { type, prefix, notDefined } = versions[version];

// xorshift32
let state = 0x9e3779b9;
function random(below) {
  state ^= state << 13;
  state ^= state >>> 17;
  state ^= state << 5;
  return (state >>> 0) % below;
}

const metrics = [];
for (const [category, components] of new type().getRegisteredComponents()) {
  for (const component of components) {
    // Hidden values are the package's own: SC:S, for instance, is not in the specification.
    const values = component.values.filter((value) => !value.hide).map((value) => value.shortName);
    metrics.push({
      name: component.shortName,
      values: values.filter((name) => name !== notDefined),
      isBase: category.name === 'base',
    });
  }
}

function randomVector() {
  // Few optional metrics, or many: both happen in databases.
  const density = random(4);
  const parts = [];
  for (const { name, values, isBase } of metrics) {
    if (isBase) parts.push(`${name}:${values[random(values.length)]}`);
    else if (random(4) < density) parts.push(`${name}:${values[random(values.length)]}`);
    else if (random(4) === 0) parts.push(`${name}:${notDefined}`);
  }
  if (random(2) === 0)
    for (let i = parts.length - 1; i > 0; --i) {
      const j = random(i + 1);
      [parts[i], parts[j]] = [parts[j], parts[i]];
    }
  return prefix + parts.join('/');
}

const lines = [];
for (let i = 0; i < Number(count); ++i) {
  const vector = randomVector();
  lines.push(`${vector}\t${new type(vector).calculateScores().overall.toFixed(1)}`);
}
process.stdout.write(lines.join('\n') + '\n');
