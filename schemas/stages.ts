/**
 * The stages of an invoice and the statuses of each, in the order a smooth invoice meets them. This
 * is the only list of either: schemas, lifecycle, infrastructure and pages read it.
 */
export const stageStatuses = {
  ingestion: ['received', 'validated', 'rejected'],
  reconciliation: ['matching', 'matched', 'mismatched'],
  authorization: ['pending', 'approved', 'denied'],
  posting: ['scheduled', 'posted', 'paid', 'failed'],
} as const;

export type Stage = keyof typeof stageStatuses;
export type StatusOf<S extends Stage> = (typeof stageStatuses)[S][number];
export type Status = StatusOf<Stage>;

/** The stages in the order an invoice passes them. */
export const stages = [
  'ingestion',
  'reconciliation',
  'authorization',
  'posting',
] as const satisfies readonly Stage[];

/** What an invoice can wait for: the next step that somebody or something has to take. */
export const awaitedSteps = [
  'validation',
  'matching',
  'clarification',
  'approval',
  'posting',
  'payment',
  'another payment attempt',
] as const;

export type AwaitedStep = (typeof awaitedSteps)[number];

/** The stage of that name; undefined if there is none. */
export function stageNamed(name: unknown): Stage | undefined {
  return stages.find((stage) => stage === name);
}

/** A record of one value per stage. */
export function byStage<T>(of: (stage: Stage) => T): Record<Stage, T> {
  return {
    ingestion: of('ingestion'),
    reconciliation: of('reconciliation'),
    authorization: of('authorization'),
    posting: of('posting'),
  };
}
