// What `npm ls --all` says of real applications: the oracle of the npm inventory.
//   node npm_ls.mjs FOLDER
// installs each application into FOLDER (once: a finished one is kept) and writes beside it
//   locked.txt   PATH<tab>NAME@VERSION of the tree that its lock file describes
//   walked.txt   the same of what stands in node_modules
// Exit status 77: npm or its registry cannot be reached.
import { execFileSync } from 'node:child_process';
import {
  existsSync, mkdirSync, readFileSync, realpathSync, renameSync, rmSync, statSync, writeFileSync,
} from 'node:fs';
import { join, relative, resolve } from 'node:path';

const applications = {
  express: { dependencies: { express: '4.21.2' } },
  eslint: { devDependencies: { eslint: '9.17.0' } },
  webpack: { dependencies: { webpack: '5.97.1' }, devDependencies: { 'webpack-cli': '6.0.1' } },
  // Aliases, optional packages of other platforms, and one version beside another.
  mocha: {
    dependencies: { cliui: 'npm:@isaacs/cliui@8.0.2', chokidar: '3.6.0' },
    devDependencies: { mocha: '11.0.1' },
    optionalDependencies: { esbuild: '0.24.2' },
  },
  // About two hundred packages inside another one's tarball.
  npm: { dependencies: { npm: '10.8.2', 'spdx-correct': '3.1.0' } },
};
const tarballs = { 'npm-tarball': 'npm@10.8.2' };

const quiet = ['--no-audit', '--no-fund', '--ignore-scripts', '--loglevel=error', '--fetch-retries=0', '--fetch-timeout=20000'];
const retryAfterSeconds = 600;

function npm(folder, args) {
  try {
    return execFileSync('npm', args, {
      cwd: folder, encoding: 'utf8', timeout: 120_000, maxBuffer: 1 << 28, stdio: ['ignore', 'pipe', 'pipe'],
    });
  } catch (error) {
    // `npm ls` answers, and fails all the same, where something is missing or extraneous.
    if (args[0] === 'ls' && error.stdout) return error.stdout;
    throw error;
  }
}

function list(folder, ...options) {
  const root = realpathSync(folder);
  const lines = new Set();
  const visit = (node) => {
    const path = node.path && relative(root, node.path);
    if (path && node.version && !node.missing) lines.add(`${path}\t${node.name}@${node.version}`);
    for (const child of Object.values(node.dependencies ?? {})) visit(child);
  };
  visit(JSON.parse(npm(folder, ['ls', '--all', '--json', '--long', ...options])));
  return [...lines].sort().join('\n') + '\n';
}

// Appears whole or not at all.
function make(base, name, fill) {
  const done = join(base, name);
  if (existsSync(done)) return;
  const folder = `${done}.${process.pid}`;
  mkdirSync(join(folder, 'tree'), { recursive: true });
  fill(folder, join(folder, 'tree'));
  try {
    renameSync(folder, done);
  } catch {
    // Another run was faster.
    rmSync(folder, { recursive: true, force: true });
  }
}

function main(base) {
  for (const [name, needs] of Object.entries(applications))
    make(base, name, (folder, tree) => {
      writeFileSync(join(tree, 'package.json'), JSON.stringify({ name: `app-${name}`, version: '1.0.0', ...needs }));
      npm(tree, ['install', ...quiet]);
      writeFileSync(join(folder, 'locked.txt'), list(tree, '--package-lock-only'));
      writeFileSync(join(folder, 'walked.txt'), list(tree));
    });
  for (const [name, spec] of Object.entries(tarballs))
    make(base, name, (folder, tree) => {
      const [{ filename }] = JSON.parse(npm(folder, ['pack', spec, '--json', ...quiet]));
      execFileSync('tar', ['-xzf', filename, '-C', tree, '--strip-components=1'], { cwd: folder });
      writeFileSync(join(folder, 'walked.txt'), list(tree));
    });
}

const base = resolve(process.argv[2]);
mkdirSync(base, { recursive: true });
const failure = join(base, 'unreachable.txt');
if (existsSync(failure) && Date.now() - statSync(failure).mtimeMs < retryAfterSeconds * 1000) {
  console.error(readFileSync(failure, 'utf8'));
  process.exit(77);
}
try {
  main(base);
} catch (error) {
  const reason = `npm ls cannot be asked: ${error.stderr || error.message}`;
  writeFileSync(failure, reason);
  console.error(reason);
  process.exit(77);
}
