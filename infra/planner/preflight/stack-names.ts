import { accountNamed } from '../../cells/accounts.ts';
import type { Cell } from '../../cells/cell.ts';
import { partitionsByGroup } from '../../cells/partitions.ts';

/** What CloudFormation calls the stacks of a cell. A test compares it with what is synthesized. */
export function stackNames(cell: Cell) {
  const name = (stack: string) => `${cell.name}-${stack}`;
  return {
    stateful: name('stateful'),
    stateless: name('stateless'),
    ...Object.fromEntries(
      [...partitionsByGroup(cell.partitions).keys()].map((group) => [
        `partitions-${group}`,
        name(`partitions-${group}`),
      ]),
    ),
    monitoring: name('monitoring'),
    ...(cell.quickSightPeople !== undefined && { quicksight: name('quicksight') }),
    ...(accountNamed(cell.account)?.trusts && { access: name('access') }),
  };
}
