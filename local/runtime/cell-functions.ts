import type { CellTemplate } from '../../emulator/template/cell-template.ts';
import { readFunctions } from '../../emulator/template/functions.ts';
import { entryMetadata } from '../../functions/core/names.ts';

/** A function of the cell that has code in the project. */
export interface CellFunction {
  readonly name: string;
  /** The folder whose `create.ts` makes it. */
  readonly entry: string;
  readonly timeoutSeconds: number;
  /** Its environment variables, as its template sets them. */
  readonly environment: Readonly<Record<string, string>>;
}

/** The functions that have code in the project: the CDK adds some of its own, which are not part of the path. */
export function functionsOf(template: CellTemplate): readonly CellFunction[] {
  return readFunctions(template).flatMap(
    ({ name, metadata, timeoutSeconds, environment }): CellFunction[] => {
      const entry = metadata[entryMetadata];
      return typeof entry === 'string' ? [{ name, entry, timeoutSeconds, environment }] : [];
    },
  );
}
