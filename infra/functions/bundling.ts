import { statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, buildSync } from 'esbuild';

/** The project's root folder. */
export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/**
 * The maximum size of a bundle, in bytes. Lambda reads and compiles every one of them before a new
 * environment takes its first event.
 */
const bundleLimit = 350_000;

/** Bundles that may be larger, because nobody waits for their functions to start. */
const larger: Readonly<Record<string, number>> = {
  // The clients of six services, S3's among them.
  'functions/reconciler': 620_000,
};

/** The maximum size of the bundle of a folder, in bytes. */
export function bundleLimitOf(folder: string): number {
  return larger[folder] ?? bundleLimit;
}

/** A finished bundle. */
export interface Bundle {
  /** Its path; it exports `handler`. */
  readonly file: string;
  readonly bytes: number;
}

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
  const file = join(outdir, 'index.cjs');
  buildSync({
    ...settings,
    entryPoints: [join(folder, 'handler.ts')],
    outfile: file,
    ...(sourceMap && { sourcemap: 'external', sourcesContent: false }),
  });
  return { file, bytes: statSync(file).size };
}
