/** An account of the platform: who may get in from outside, and what watches over it. */
export interface Account {
  /** What cells call it. Its id is given at synthesis: `-c account:<alias>=<id>`. */
  readonly alias: string;
  /** Accounts, by alias, whose people may assume the roles of the cells here. */
  readonly trusts?: Trusts;
  /**
   * Rules, trail and detections of its own; without it, the account has only the organization's.
   */
  readonly baseline?: Baseline;
}

export interface Trusts {
  /** May redrive, replay and read logs. */
  readonly onCall: readonly string[];
  /** May read what is kept, and nothing else. */
  readonly auditors: readonly string[];
}

export interface Baseline {
  /** It was deployed once with success: from then on its stacks refuse to be deleted. */
  readonly stands?: true;
  /** Where rules and detections run; the trail is in the first. */
  readonly regions: readonly [string, ...string[]];
  /** Who is alerted by a detection: rotas and mailing lists, never a person. */
  readonly securityContacts: readonly string[];
  /**
   * `own`: AWS Config records here because of us. `organization`: it does already, and a second
   * recorder is refused.
   */
  readonly recorder: 'own' | 'organization';
  /**
   * `organization`: this is the management account, with the trail of all accounts; `account`: a
   * trail of this account alone; `elsewhere`: the organization's trail covers it, and nobody here
   * can switch it on or off.
   */
  readonly trail: 'organization' | 'account' | 'elsewhere';
  /** Nobody, root included, may delete one of the trail's objects earlier. */
  readonly trailYears: number;
}

/**
 * For the cells' accounts: people of these accounts get in, and the organization's trail covers
 * them.
 */
const trusts: Trusts = { onCall: ['operations'], auditors: ['audit'] };
const securityContacts = ['security@example.com'];

/** Every account of a cell, and the organization's management account. */
export const accounts: readonly Account[] = [
  {
    alias: 'organization',
    baseline: {
      regions: ['us-east-1'],
      securityContacts,
      recorder: 'own',
      trail: 'organization',
      trailYears: 7,
    },
  },
  ...(
    [
      ['invoices-ap', 'ap-southeast-2'],
      ['invoices-eu', 'eu-west-1'],
      ['invoices-us', 'us-east-1'],
    ] as const
  ).map(
    ([alias, region]): Account => ({
      alias,
      trusts,
      baseline: { regions: [region], securityContacts, recorder: 'own', trail: 'elsewhere', trailYears: 7 },
    }),
  ),
];

/** The accounts, by alias, that cells are in or let people in from, each once. */
export function accountsOf(aliases: readonly string[]): readonly string[] {
  const trusted = aliases.flatMap((alias) => {
    const { onCall = [], auditors = [] } = accountNamed(alias)?.trusts ?? {};
    return [...onCall, ...auditors];
  });
  return [...new Set([...aliases, ...trusted])];
}

/** The account with this alias; undefined when it is not listed, and then it trusts nobody. */
export function accountNamed(alias: string): Account | undefined {
  return accounts.find((account) => account.alias === alias);
}
