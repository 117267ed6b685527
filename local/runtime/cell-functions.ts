import type { CellTemplate } from '../../emulator/template/cell-template.ts';
import { entryMetadata } from '../../functions/core/names.ts';

/** A function of the cell that has code in the project. */
export interface CellFunction {
  readonly name: string;
  /** The folder whose `create.ts` makes it. */
  readonly entry: string;
  readonly timeoutSeconds: number;
}

/** Lambda's own, where a template names none. */
const defaultTimeoutSeconds = 3;

/** The functions that have code in the project: the CDK adds some of its own, which are not part of the path. */
export function functionsOf(template: CellTemplate): readonly CellFunction[] {
  return template
    .ofType('AWS::Lambda::Function')
    .flatMap(({ physicalId: name, metadata, properties }): CellFunction[] => {
      const entry = metadata[entryMetadata];
      if (typeof entry !== 'string') return [];
      return [{ name, entry, timeoutSeconds: Number(properties.Timeout ?? defaultTimeoutSeconds) }];
    });
}
