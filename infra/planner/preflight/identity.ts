import type { Check } from './check.ts';
import { blocks, fine, warns } from './finding.ts';

/** The credentials are for the account that the cell names. Its id is written down nowhere. */
export const identityCheck: Check = {
  title: 'whose credentials these are',
  run: async ({ cell, accountId, callerArn, given }) => {
    if (given.accountId === undefined)
      return [
        warns(
          'ACCOUNT_UNCONFIRMED',
          `The credentials are for the account ${accountId} (${callerArn}). Nothing says that this is ${cell.account}, the account of ${cell.name}.`,
          `npx bems cells preflight --cell ${cell.name} --account ${accountId}`,
        ),
      ];
    if (given.accountId === accountId)
      return [
        fine('ACCOUNT_CONFIRMED', `The credentials are for ${cell.account}, the account ${accountId}.`),
      ];
    return [
      blocks(
        'ACCOUNT_OTHER',
        `The credentials are for the account ${accountId}, and ${cell.account} is ${given.accountId}. Everything below is about ${accountId}.`,
        `AWS_PROFILE=<profile of ${given.accountId}> npx bems cells preflight --cell ${cell.name} --account ${given.accountId}`,
      ),
    ];
  },
};
