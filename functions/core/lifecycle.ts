import { type Stage, type Status, stageStatuses, stages } from '../../schemas/stages.ts';

/** What a status says about its stage: work began, it went well, or somebody has to look. */
export type Kind = 'started' | 'succeeded' | 'exception';

interface StatusRule {
  readonly kind: Kind;
  /** Nothing is expected to happen to the invoice after it. */
  readonly terminal?: true;
}

/**
 * The lifecycle of an invoice. Only `paid` ends it: what was rejected, denied or failed can come back. An
 * invoice that stays in a stage longer than the SLA counts as stuck.
 */
export const lifecycle: { readonly [S in Stage]: StageRule<S> } = {
  ingestion: {
    slaHours: 4,
    statuses: {
      received: { kind: 'started' },
      validated: { kind: 'succeeded' },
      rejected: { kind: 'exception' },
    },
  },
  reconciliation: {
    slaHours: 24,
    statuses: {
      matching: { kind: 'started' },
      matched: { kind: 'succeeded' },
      mismatched: { kind: 'exception' },
    },
  },
  authorization: {
    slaHours: 72,
    statuses: {
      pending: { kind: 'started' },
      approved: { kind: 'succeeded' },
      denied: { kind: 'exception' },
    },
  },
  posting: {
    slaHours: 24 * 30,
    statuses: {
      scheduled: { kind: 'started' },
      posted: { kind: 'succeeded' },
      paid: { kind: 'succeeded', terminal: true },
      failed: { kind: 'exception' },
    },
  },
};

interface StageRule<S extends Stage> {
  readonly slaHours: number;
  readonly statuses: Readonly<Record<(typeof stageStatuses)[S][number], StatusRule>>;
}

interface Step extends StatusRule {
  /** Position in the whole lifecycle: later stages higher, later statuses of a stage higher. */
  readonly rank: number;
}

/** Flattens the table, and refuses one that lacks a status or a way to begin and to end a stage. */
const steps: Readonly<Record<Stage, ReadonlyMap<string, Step>>> = (() => {
  let rank = 0;
  const stepsOf = (stage: Stage): ReadonlyMap<string, Step> => {
    const rules = new Map<string, StatusRule>(Object.entries(lifecycle[stage].statuses));
    const found = new Map(
      stageStatuses[stage].map((status): [string, Step] => {
        const rule = rules.get(status);
        if (!rule) throw new Error(`The lifecycle does not say what ${stage}/${status} means`);
        return [status, { ...rule, rank: rank++ }];
      }),
    );
    if (rules.size !== found.size)
      throw new Error(`The lifecycle of ${stage} has a status the stage has not`);
    const kinds = new Set([...found.values()].map((step) => step.kind));
    if (kinds.size !== 3) throw new Error(`${stage} lacks a status that starts, succeeds or is an exception`);
    return found;
  };
  return Object.fromEntries(stages.map((stage) => [stage, stepsOf(stage)])) as Record<
    Stage,
    ReadonlyMap<string, Step>
  >;
})();

const stepOf = (stage: Stage, status: Status): Step => {
  const step = steps[stage].get(status);
  if (!step) throw new RangeError(`${status} is not a status of ${stage}`);
  return step;
};

/** Whether the word is a status of the stage. */
export const isStatusOf = (stage: Stage, status: string): status is Status => steps[stage].has(status);

/** The kind of a stage's status. */
export const kindOf = (stage: Stage, status: Status): Kind => stepOf(stage, status).kind;

/** Whether nothing is expected to happen to the invoice after this. */
export const isTerminal = (stage: Stage, status: Status): boolean => stepOf(stage, status).terminal === true;

/** Position in the lifecycle: the higher, the further the invoice has come. */
export const rankOf = (stage: Stage, status: Status): number => stepOf(stage, status).rank;
