// Finds the Node 24 that npm installed for this platform, after installing the project's packages
// when they are missing or older than the lockfile. Needs only Node >= 20 and npm, because it runs
// before anything is installed.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project's root folder. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)));

const stamp = join(root, 'node_modules', '.bems-lock');

/**
 * Runs `npm ci` when `node_modules` does not match `package-lock.json`; exits with npm's code on
 * failure.
 */
export function ensureInstalled() {
  const lock = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
  const isInstalled = () => existsSync(stamp) && readFileSync(stamp, 'utf8') === lock;
  if (isInstalled()) return;
  if (isInstalledByHand()) return writeFileSync(stamp, lock);
  const release = waitForTurn();
  try {
    if (isInstalled()) return;
    process.stderr.write('Installing packages (first run, or the lockfile changed) …\n');
    // Both are needed to run, whatever NODE_ENV or the user's npm settings leave out.
    const include = ['--include=dev', '--include=optional'];
    const npm = spawnSync('npm', ['ci', ...include, '--no-fund', '--no-audit', '--loglevel=error'], {
      cwd: root,
      stdio: ['ignore', 2, 2],
      shell: process.platform === 'win32',
    });
    if (npm.status !== 0) {
      process.stderr.write('npm ci failed. Check the network or proxy settings of npm, then try again.\n');
      process.exitCode = npm.status ?? 1;
      release();
      process.exit();
    }
    writeFileSync(stamp, lock);
  } finally {
    release();
  }
}

/**
 * Whether `npm ci` was run without this script: npm leaves a list of what it installed, complete or not at
 * all. What a platform does not have may be missing from it, but not the Node of this one.
 */
function isInstalledByHand() {
  const installed = packagesIn(join(root, 'node_modules', '.package-lock.json'));
  const locked = packagesIn(join(root, 'package-lock.json'));
  if (!installed || !locked || !existsSync(nodeBinary())) return false;
  return Object.entries(locked).every(([path, { version, optional, devOptional }]) => {
    const own = installed[path];
    return path === '' || (own ? own.version === version : optional === true || devOptional === true);
  });
}

function packagesIn(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8')).packages;
  } catch {
    return undefined;
  }
}

/**
 * Two commands started together must not both install: `npm ci` first deletes what the other is
 * writing.
 */
function waitForTurn() {
  const turn = join(root, '.bems', 'installing');
  const claim = `${turn}-${process.pid}`;
  mkdirSync(dirname(turn), { recursive: true });
  writeFileSync(claim, String(process.pid));
  for (;;) {
    try {
      // A link appears complete or not at all.
      linkSync(claim, turn);
      rmSync(claim);
      return () => rmSync(turn, { force: true });
    } catch {
      if (!isAlive(readPid(turn))) rmSync(turn, { force: true });
      else Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 500);
    }
  }
}

function readPid(path) {
  try {
    return Number(readFileSync(path, 'utf8'));
  } catch {
    return 0;
  }
}

function isAlive(pid) {
  try {
    return pid > 0 && process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** Where the Node 24 of this platform is when it came with the packages. */
function nodeBinary() {
  const isWindows = process.platform === 'win32';
  const folder = `node-${isWindows ? 'win' : process.platform}-${process.arch}`;
  return join(root, 'node_modules', folder, 'bin', isWindows ? 'node.exe' : 'node');
}

/** The Node 24 binary for this platform, or this process's own when it is at least as new. */
export function node24() {
  const binary = nodeBinary();
  if (existsSync(binary)) return binary;
  if (Number(process.versions.node.split('.')[0]) >= 24) return process.execPath;
  process.stderr.write(
    `No Node 24 for ${process.platform}-${process.arch} came with the packages. Install Node 24 and try again.\n`,
  );
  return process.exit(1);
}

/**
 * Flags for every Node process of the project: node:sqlite still prints an experimental warning.
 */
export const nodeFlags = ['--disable-warning=ExperimentalWarning'];

/**
 * The environment of every Node process of the project. What Node compiled, with the types taken
 * out, is kept for the next process: a third of the work of starting a cell.
 */
export const nodeEnvironment = {
  NODE_COMPILE_CACHE: join(root, 'node_modules', '.cache', 'compiled'),
  ...process.env,
};
