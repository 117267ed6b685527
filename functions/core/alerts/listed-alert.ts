import type { Audience, Severity } from './severity.ts';

/** What a person may do to an alert. */
export const alertActs = ['ack', 'resolve'] as const;
export type AlertAct = (typeof alertActs)[number];

export function isAlertAct(value: unknown): value is AlertAct {
  return alertActs.some((act) => act === value);
}

/** An alert for people; times in RFC 3339 UTC. */
export interface ListedAlert {
  readonly id: string;
  readonly headline: string;
  readonly state: 'open' | 'acknowledged' | 'over';
  readonly severity: Severity;
  readonly since: string;
  readonly until: string | null;
  readonly audiences: readonly Audience[];
  readonly alarms: readonly {
    readonly name: string;
    readonly since: string;
    readonly ringing: boolean;
    readonly means: string;
    readonly reason: string;
    readonly runbook: string | null;
  }[];
  /** Who looks after it. */
  readonly acknowledged: ListedAct | null;
  /** Who declared it over. */
  readonly resolved: ListedAct | null;
  /** How often an audience was told, and when last; and who, the first first. */
  readonly told: readonly {
    readonly audience: string;
    readonly steps: number;
    readonly at: string;
    readonly contacts: readonly ToldContact[];
  }[];
  /** Who is told next, and when, unless somebody acknowledges before. */
  readonly next: readonly (ToldContact & { readonly audience: string })[];
}

/** Who is told, and when. */
export interface ToldContact {
  readonly contact: string;
  readonly at: string;
}

/** What a person did, and when. */
export interface ListedAct {
  readonly at: string;
  readonly by: string;
}

/** What a person does to an alert. */
export interface AlertRequest {
  readonly id: string;
  readonly act: AlertAct;
  /** Who does it. */
  readonly by: string;
}
