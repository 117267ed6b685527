import type { Account } from './accounts.ts';
import { regionErrors } from './regions.ts';

/** What is wrong with the accounts as they are written down, a sentence each that names one. */
export function accountErrors(accounts: readonly Account[]): string[] {
  return accounts.flatMap(({ alias, baseline }) =>
    (baseline?.regions ?? []).flatMap(regionErrors).map((error) => `account ${alias}: ${error}`),
  );
}
