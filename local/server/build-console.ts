import { execFile } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { promisify } from 'node:util';
import { projectRoot as root } from '../project-root.ts';

/** Everything the console is built from: its pages, the rooms they import, the pinned tools. */
const sources = ['dashboards', 'functions/core', 'operations', 'schemas', 'lib', 'package-lock.json'].map(
  (path) => join(root, path),
);

async function filesUnder(path: string): Promise<readonly string[]> {
  if (!path.endsWith('.json')) {
    const entries = await readdir(path, { recursive: true, withFileTypes: true });
    return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  }
  return [path];
}

/** Hash of the names and contents of every source. */
async function sourceHash(): Promise<string> {
  const files = (await Promise.all(sources.map(filesUnder))).flat().sort();
  const contents = await Promise.all(files.map((file) => readFile(file)));
  const hash = createHash('sha256');
  files.forEach((file, index) => {
    const content = contents[index] ?? '';
    hash.update(`${relative(root, file)}\0${content.length}\0`).update(content);
  });
  return hash.digest('hex').slice(0, 20);
}

/** Runs Vite in a process of its own, so that its memory is not left in the cell's. */
async function viteBuild(outDir: string): Promise<void> {
  const vite = join(dirname(createRequire(import.meta.url).resolve('vite/package.json')), 'bin/vite.js');
  const config = join(root, 'dashboards/web/vite.config.ts');
  const args = [vite, 'build', '--config', config, '--outDir', outDir, '--emptyOutDir', '--logLevel', 'warn'];
  const env = { ...process.env, NODE_ENV: 'production', NO_COLOR: '1' };
  await promisify(execFile)(process.execPath, args, { cwd: root, env }).catch(
    (cause: { stderr?: string }) => {
      throw new Error(`The console cannot be built from dashboards/web:\n${cause.stderr ?? String(cause)}`, {
        cause,
      });
    },
  );
}

/**
 * Builds the web console, unless the same sources were built before.
 * @param cache folder that keeps the builds, one subfolder each
 * @returns the folder to serve under `/console/`: `index.html`, `icon.svg`, and `assets/` whose
 * names carry a hash of their content
 * @throws {Error} with what Vite printed, when it refuses the sources
 */
export async function buildConsole(cache = join(root, 'node_modules/.cache/bems-console')): Promise<string> {
  const built = join(cache, await sourceHash());
  if (existsSync(built)) return built;
  await mkdir(cache, { recursive: true });
  const fresh = `${built}.${randomUUID()}`;
  try {
    await viteBuild(fresh);
    // Two cells that start together may both build: the first to rename wins, and both built the same.
    await rename(fresh, built).catch((error: unknown) => {
      if (!existsSync(built)) throw error;
    });
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
  return built;
}
