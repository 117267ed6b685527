import type { Audience, QuickSightPeople } from '../cells/quicksight-people.ts';

/** An account, as far as the ARNs of its groups name it. */
export interface PeoplesAccount {
  readonly partition: string;
  readonly account: string;
}

/**
 * The ARNs of the groups of these audiences, each once. They are of the Region that keeps the account's people,
 * wherever the cell is
 * (docs.aws.amazon.com/quicksight/latest/developerguide/quicksight_dev-terminology.html).
 */
export function groupArns(
  { identityRegion, namespace, groups }: QuickSightPeople,
  audiences: readonly Audience[],
  { partition, account }: PeoplesAccount,
): readonly string[] {
  const names = new Set(audiences.map((audience) => groups[audience]));
  return [...names].map(
    (name) => `arn:${partition}:quicksight:${identityRegion}:${account}:group/${namespace}/${name}`,
  );
}
