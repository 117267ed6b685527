import { accountErrors } from './cells/account-errors.ts';
import { accounts } from './cells/accounts.ts';
import type { Cell } from './cells/cell.ts';
import { registries } from './cells/registries.ts';
import { registryErrors } from './cells/registry-errors.ts';
import { bakeErrors } from './monitoring/bake-errors.ts';
import { placeErrors } from './planner/place-errors.ts';
import { quotaErrors } from './planner/quota-errors.ts';

/**
 * Everything that is wrong with the cells as a whole, with the accounts and with the registries they
 * name, a sentence each.
 */
export function fleetErrors(cells: readonly Cell[], { producers, waves } = registries): string[] {
  return [
    ...registryErrors(cells, { producers, waves }),
    ...accountErrors(accounts),
    ...cells.flatMap(placeErrors),
    ...quotaErrors(cells),
    ...bakeErrors(waves),
  ];
}
