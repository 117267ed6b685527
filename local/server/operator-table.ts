import type { OperatorSettings } from './operator-routes.ts';

/** The resources of one or several operations. */
type Table = Pick<OperatorSettings, 'acts' | 'reads'>;

/**
 * What operators do to the cell, and what only they may read. Each operation has a table of its own;
 * its bodies are checked by `operatorAct`.
 */
export function operatorTable(cell: string, operations: readonly Table[]): Table {
  // Pages ask who is the operator before they keep a key.
  const own: Table = { acts: {}, reads: { operator: async () => ({ cell }) } };
  const tables = [own, ...operations];
  return {
    acts: Object.assign({}, ...tables.map(({ acts }) => acts)),
    reads: Object.assign({}, ...tables.map(({ reads }) => reads)),
  };
}
