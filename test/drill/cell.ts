// A cell whose functions have the faults of the drill; otherwise `bems up`.
import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { register } from '../../cli/cells/registry.ts';
import { loadTemplates } from '../../emulator/template/load-templates.ts';
import { isObject } from '../../lib/json.ts';
import { startCell } from '../../local/cell.ts';
import { projectRoot } from '../../local/project-root.ts';
import { type CellFunction, functionsOf } from '../../local/runtime/cell-functions.ts';
import { synthesizeCell } from '../../local/synthesize-cell.ts';

const { values } = parseArgs({
  options: {
    'data-dir': { type: 'string', default: '' },
    port: { type: 'string', default: '0' },
  },
});

/** The function as the drill has it, if it uses a store. */
function faulty(original: CellFunction): CellFunction {
  const entry = join('test', 'drill', 'functions', basename(original.entry));
  return existsSync(join(projectRoot, entry)) ? { ...original, entry } : original;
}

const dataDir = values['data-dir'];
const assembly = await synthesizeCell('local', { cacheDir: join(projectRoot, '.bems', 'cache', 'cdk') });
const clockAhead = new SharedArrayBuffer(Float64Array.BYTES_PER_ELEMENT);
const ahead = new Float64Array(clockAhead);
process.on('message', (message) => {
  if (isObject(message)) ahead[0] = (ahead[0] ?? 0) + Number(message.advanceMs);
});

const cell = await startCell({
  ...{ port: Number(values.port), dataDir },
  thread: { functions: functionsOf(loadTemplates(assembly)).map(faulty), clockAhead },
});
const { api, apiKey, operatorKey, console: consoleAddress } = cell;
const address = { api, apiKey, console: consoleAddress, pid: process.pid };
const startedAt = new Date().toISOString();
const unregister = register({ ...address, dataDir, project: projectRoot, startedAt });
console.log(JSON.stringify({ ...address, operatorKey }));

async function stop(): Promise<void> {
  await cell.close();
  unregister();
  process.exit(0);
}
process.once('SIGINT', stop);
// The drill is gone, in whatever way.
process.once('disconnect', stop);
