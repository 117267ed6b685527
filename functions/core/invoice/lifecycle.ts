import {
  byStage,
  type Stage,
  type Status,
  type StatusOf,
  stageStatuses,
  stages,
} from '../../../schemas/stages.ts';

/** What a status says about its stage: work began, it succeeded, or somebody has to look. */
export type Kind = 'started' | 'succeeded' | 'exception';

interface StatusRule {
  readonly kind: Kind;
  /** Money was paid. Once it settles the invoice, nothing is expected to happen to it any more. */
  readonly terminal?: true;
}

/**
 * The lifecycle of an invoice. Only `paid` ends it, once what was paid settles the invoice
 * (`settlement.ts`): a partial payment leaves it in posting, and one that was rejected, denied or
 * failed can come back.
 */
const lifecycle: { readonly [S in Stage]: Readonly<Record<StatusOf<S>, StatusRule>> } = {
  ingestion: {
    received: { kind: 'started' },
    validated: { kind: 'succeeded' },
    rejected: { kind: 'exception' },
  },
  reconciliation: {
    matching: { kind: 'started' },
    matched: { kind: 'succeeded' },
    mismatched: { kind: 'exception' },
  },
  authorization: {
    pending: { kind: 'started' },
    approved: { kind: 'succeeded' },
    denied: { kind: 'exception' },
  },
  posting: {
    scheduled: { kind: 'started' },
    posted: { kind: 'succeeded' },
    paid: { kind: 'succeeded', terminal: true },
    failed: { kind: 'exception' },
  },
};

interface Step extends StatusRule {
  /**
   * Position in the whole lifecycle: later stages rank higher, and so do later statuses of a stage.
   */
  readonly rank: number;
}

/**
 * The steps of a stage by status. Refuses a table with a status missing, one too many, or a kind
 * missing.
 */
function stepsOf(stage: Stage): ReadonlyMap<string, Step> {
  const rules = new Map<string, StatusRule>(Object.entries(lifecycle[stage]));
  const found = new Map<string, Step>();
  for (const status of stageStatuses[stage]) {
    const rule = rules.get(status);
    if (!rule) throw new Error(`The lifecycle does not say what ${stage}/${status} means`);
    found.set(status, { ...rule, rank: stages.indexOf(stage) * maxStatusesPerStage + found.size });
  }
  if (rules.size !== found.size) throw new Error(`The lifecycle of ${stage} has a status the stage has not`);
  const kinds = new Set([...found.values()].map(({ kind }) => kind));
  if (kinds.size !== 3) throw new Error(`${stage} lacks a status that starts, succeeds or is an exception`);
  return found;
}

/** More than any stage has, so that the ranks of the stages do not overlap. */
const maxStatusesPerStage = 100;

const steps: Readonly<Record<Stage, ReadonlyMap<string, Step>>> = byStage(stepsOf);

function stepOf(stage: Stage, status: Status): Step {
  const step = steps[stage].get(status);
  if (!step) throw new RangeError(`${status} is not a status of ${stage}`);
  return step;
}

/** Whether the word is a status of the stage. */
export function isStatusOf(stage: Stage, status: string): status is Status {
  return steps[stage].has(status);
}

/** The kind of a stage's status. */
export function kindOf(stage: Stage, status: Status): Kind {
  return stepOf(stage, status).kind;
}

/** Whether the status pays, and so ends the invoice when it settles it. */
export function isTerminal(stage: Stage, status: Status): boolean {
  return stepOf(stage, status).terminal === true;
}

/** Position in the lifecycle: the higher, the further along the invoice is. */
export function rankOf(stage: Stage, status: Status): number {
  return stepOf(stage, status).rank;
}
