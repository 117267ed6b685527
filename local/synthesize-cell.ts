import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { projectRoot } from './project-root.ts';

/** Whatever the templates are made from. Too much here costs a needless synthesis; too little, a stale cell. */
const inputs = [
  'cdk.json',
  'package-lock.json',
  'infra/**/*.ts',
  'lib/**/*.ts',
  'schemas/**/*.ts',
  'functions/{core,adapters}/**/*.ts',
];

/**
 * Synthesizes a cell, unless that was done from the same inputs before: about 2 s then, and about 10 ms after.
 * @param cell its name in infra/cells/cells.ts
 * @param options.cacheDir where the cloud assembly is kept from one start to the next
 * @param options.downstream the downstreams of the local cell, as JSON
 * @returns the folder of the cloud assembly, for `loadTemplates`
 * @throws {Error} with what the infrastructure app said, when it failed
 */
export async function synthesizeCell(
  cell: string,
  { cacheDir, downstream }: { readonly cacheDir: string; readonly downstream?: string | undefined },
): Promise<string> {
  const inputsName = `${cell}-${fingerprint()}`;
  const name = downstream === undefined ? inputsName : `${inputsName}-${shortHash(downstream)}`;
  const folder = join(cacheDir, name);
  if (existsSync(folder)) return folder;

  mkdirSync(cacheDir, { recursive: true });
  const unfinished = mkdtempSync(join(cacheDir, 'unfinished-'));
  try {
    await runInfrastructureApp(cell, unfinished, downstream);
    // Whoever else synthesized the same inputs meanwhile made the same folder.
    if (!existsSync(folder)) renameSync(unfinished, folder);
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
  for (const other of readdirSync(cacheDir))
    if (other.startsWith(`${cell}-`) && !other.startsWith(inputsName))
      rmSync(join(cacheDir, other), { recursive: true, force: true });
  return folder;
}

/** Names the inputs' content, and the Node that would run the app. */
function fingerprint(): string {
  const hash = createHash('sha256').update(process.version);
  for (const file of globSync(inputs, { cwd: projectRoot }).sort())
    hash.update(`\0${file}\0`).update(readFileSync(join(projectRoot, file)));
  return hash.digest('hex').slice(0, 16);
}

function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

/** Runs the app as the CDK's own command does, which tells it by environment where to write and what to leave out. */
async function runInfrastructureApp(
  cell: string,
  folder: string,
  downstream: string | undefined,
): Promise<void> {
  const context = {
    cell,
    ...(downstream !== undefined && { downstream }),
    // The functions run from their sources here, so nothing is bundled.
    'aws:cdk:bundling-stacks': [],
  };
  try {
    await promisify(execFile)(process.execPath, [join('infra', 'app.ts')], {
      cwd: projectRoot,
      env: {
        ...process.env,
        CDK_OUTDIR: folder,
        CDK_CONTEXT_JSON: JSON.stringify(context),
        // Checking templates against CloudFormation's schemas takes longer than all the rest, and is for deployments.
        CDK_VALIDATION: 'false',
      },
    });
  } catch (cause) {
    const said = cause instanceof Error && 'stderr' in cause ? String(cause.stderr) : String(cause);
    throw new Error(`The cell ${cell} could not be synthesized from infra/app.ts:\n${said.trim()}`, {
      cause,
    });
  }
}
