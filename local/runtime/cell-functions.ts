import type { CellTemplate } from '../../emulator/template/cell-template.ts';
import { readFunctions } from '../../emulator/template/functions.ts';
import { entryMetadata } from '../../functions/core/names.ts';

/** The functions that have code in the project, and how many seconds each may take. */
export function functionsOf(template: CellTemplate): {
  loaded: { name: string; entry: string }[];
  timeouts: Map<string, number>;
} {
  const loaded = [];
  const timeouts = new Map<string, number>();
  for (const { name, metadata, timeoutSeconds } of readFunctions(template)) {
    const entry = metadata[entryMetadata];
    // The CDK adds functions of its own, such as the one that prunes logs; they are not part of the path.
    if (typeof entry !== 'string') continue;
    loaded.push({ name, entry });
    timeouts.set(name, timeoutSeconds);
  }
  return { loaded, timeouts };
}
