import { globSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, buildSync } from 'esbuild';

/** The project's root folder. */
export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/**
 * The maximum size of a bundle, in bytes. Lambda reads and compiles every one of them before a new
 * environment takes its first event.
 */
export const bundleLimit = 350_000;

/** A finished bundle. */
export interface Bundle {
  /** Its path; it exports `handler`. */
  readonly file: string;
  readonly bytes: number;
}

const bundleStem = 'index';
const bundleExtension = '.cjs';
export const bundleName = `${bundleStem}${bundleExtension}`;

/** Packages that are useless in Lambda, and the few lines that replace them. */
const replaced = {
  // 130 KB with its imports: sources of credentials that Lambda does not have.
  '@aws-sdk/credential-provider-node': 'credentials.ts',
  // 15 KB: the SDK imports it for every service, and nothing that we call streams events.
  '@smithy/core/event-streams': 'event-streams.ts',
  // 23 KB, even where nothing is made idempotent: it looks for a key inside of what a function is given.
  '@aws-lambda-powertools/jmespath': 'jmespath.ts',
  '@aws-lambda-powertools/jmespath/functions': 'jmespath.ts',
};

const settings: BuildOptions = {
  bundle: true,
  platform: 'node',
  target: 'node24',
  // An ES module that imports `node:http` makes Node load everything that it exports, its WebSocket
  // included: 20 ms. `require` does not.
  format: 'cjs',
  // The ES modules of the SDK and of Powertools; their CommonJS builds, which come first by
  // default, cannot be tree-shaken.
  mainFields: ['module', 'main'],
  minify: true,
  legalComments: 'none',
  // The `package.json` of each client, 2 KB, is there for the version of the SDK in the header `user-agent` alone.
  loader: { '.json': 'empty' },
  alias: Object.fromEntries(
    Object.entries(replaced).map(([name, file]) => [
      name,
      join(root, 'functions/adapters/lambda/bundled', file),
    ]),
  ),
  absWorkingDir: root,
  logLevel: 'error',
};

/**
 * Builds the bundle of a function: what is deployed is what is measured and tested.
 * @param folder of its `handler.ts`, from the root of the project
 * @param outdir takes `index.cjs`
 * @param options.sourceMap puts `index.cjs.map` beside it. Not deployed: to have one read costs a
 * start 15 ms.
 * @throws {Error} when esbuild cannot build it
 */
export function buildBundle(folder: string, outdir: string, { sourceMap = false } = {}): Bundle {
  const file = join(outdir, bundleName);
  buildSync({
    ...settings,
    entryPoints: [join(folder, 'handler.ts')],
    outfile: file,
    ...(sourceMap && { sourcemap: 'external', sourcesContent: false }),
  });
  return { file, bytes: statSync(file).size };
}

/**
 * Builds the bundles of several functions at once: it takes a third of the time, because most of their sources are
 * the same. Each is to the byte what `buildBundle` makes of its folder.
 * @param folders of their `handler.ts`, from the root of the project
 * @param outdir takes a folder for each, by its last name
 * @throws {Error} when esbuild cannot build one
 */
export function buildBundles(folders: readonly string[], outdir: string): readonly Bundle[] {
  const built = builtAtOnce(folders);
  return folders.map((folder) => {
    const file = join(outdir, basename(folder), bundleName);
    mkdirSync(dirname(file), { recursive: true });
    const content = built(folder);
    writeFileSync(file, content);
    return { file, bytes: content.byteLength };
  });
}

/** The bundle of any function: all are built when the first is asked for. */
export function deployedBundle(folder: string): Uint8Array {
  deployed ??= builtAtOnce(globSync('functions/*/handler.ts', { cwd: root }).map(dirname));
  return deployed(folder);
}

let deployed: ((folder: string) => Uint8Array) | undefined;

function builtAtOnce(folders: readonly string[]): (folder: string) => Uint8Array {
  const outdir = join(root, 'bundles');
  const { outputFiles } = buildSync({
    ...settings,
    entryPoints: Object.fromEntries(
      folders.map((folder) => [`${basename(folder)}/${bundleStem}`, join(folder, 'handler.ts')]),
    ),
    outdir,
    outExtension: { '.js': bundleExtension },
    write: false,
  });
  return (folder) => {
    const file = join(outdir, basename(folder), bundleName);
    const found = outputFiles.find(({ path }) => path === file);
    if (!found) throw new RangeError(`${folder} has no handler.ts`);
    return found.contents;
  };
}
