// run.mjs <tool | file.ts> [args…]: runs an installed tool, or a TypeScript file of the project, on
// Node 24.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { ensureInstalled, node24, nodeEnvironment, nodeFlags, root } from './node24.mjs';

const [target, ...args] = process.argv.slice(2);
if (!target) {
  process.stderr.write('usage: run.mjs <tool | file.ts> [args…]\n');
  process.exit(2);
}

ensureInstalled();
const binary = node24();

/**
 * The script behind an installed tool, read from its package's `bin`: npm's own wrappers are not
 * scripts on Windows.
 */
function toolScript(name) {
  const packages = {
    vitest: 'vitest',
    biome: '@biomejs/biome',
    tsc: 'typescript',
    depcruise: 'dependency-cruiser',
    knip: 'knip',
    cdk: 'aws-cdk',
    vite: 'vite',
  };
  const folder = join(root, 'node_modules', packages[name] ?? name);
  const { bin } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  return join(folder, typeof bin === 'string' ? bin : bin[name]);
}

const script =
  existsSync(resolve(root, target)) && target.includes('.') ? resolve(root, target) : toolScript(target);
const child = spawn(binary, [...nodeFlags, script, ...args], {
  cwd: root,
  stdio: 'inherit',
  env: { ...nodeEnvironment, PATH: `${dirname(binary)}:${process.env.PATH}` },
});
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => {
  // Nothing else says so: what the kernel kills for want of memory has no last words.
  if (signal) process.stderr.write(`${target} was ended by ${signal}.\n`);
  process.exit(signal ? 1 : (code ?? 1));
});
