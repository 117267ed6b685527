import { type Stage, stageStatuses, stages } from '../../schemas/stages.ts';
import { isShortName, shortNameRule, when } from './sentences.ts';

/**
 * The event's fields that a partition may select on, and whether an event may come without them.
 * Kept to text fields: their conditions can be checked for gaps and overlaps exactly.
 */
const partitionFields = {
  invoiceId: 'required',
  status: 'required',
  currency: 'required',
  'vendor.id': 'required',
  'vendor.country': 'optional',
  'source.system': 'optional',
} as const;

type Field = keyof typeof partitionFields;

/** The part of EventBridge's content filters that partitions are written in. */
export type Matcher =
  | string
  | { readonly prefix: string }
  | { readonly 'anything-but': readonly string[] }
  | { readonly exists: boolean };

/**
 * Field → what it may be: one of a field's matchers, for every field, as in an EventBridge pattern.
 */
export type Conditions = Readonly<Partial<Record<Field, readonly Matcher[]>>>;

/**
 * One share of a cell's events: a relay queue, a topic and a FIFO queue of its own, served by its
 * stage's processor.
 */
export interface Partition {
  /** Unique in the cell; part of the names of its queues and topic. */
  readonly name: string;
  readonly stage: Stage;
  /** Which of the stage's events it takes; all of them when absent. */
  readonly where?: Conditions;
  /**
   * The part of the cell's peak that may come to it, above 0 and up to 1. Without one: all of it, or twice an
   * even share where its stage has more than two partitions.
   */
  readonly peakShare?: number;
  /**
   * The stack that it is in, with up to 24 others, a relay and a key for messages of their own; without one,
   * it is in that of the functions. It is data, so that no other partition moves when one is added. Moving one
   * deletes its queues, and what waits on them.
   */
  readonly group?: string;
}

/** How many partitions a cell may have. */
export const maxPartitions = 99;

/**
 * How many partitions a stack takes of CloudFormation's 500 resources: 16 for each, and some 180 for whatever
 * else is in the stack of the functions.
 */
const most = { inGroup: 25, withoutGroup: 20, groups: 5 } as const;

/** The partitions of each group, by its name; those without one are left out. */
export function partitionsByGroup(
  partitions: readonly Partition[],
): ReadonlyMap<string, readonly Partition[]> {
  const groups = Map.groupBy(partitions, ({ group }) => group ?? '');
  groups.delete('');
  return groups;
}

/** The partitions in the stack of the functions. */
export function ungrouped(partitions: readonly Partition[]): readonly Partition[] {
  return partitions.filter(({ group }) => group === undefined);
}

/** The partitions that a relay serves. */
export interface RelayedPartitions {
  /** Their group, if they have one. */
  readonly group: string | undefined;
  readonly partitions: readonly Partition[];
}

/** What the relays of a cell serve: one the partitions without a group, if there are any, and one each group. */
export function relaysOf(partitions: readonly Partition[]): readonly RelayedPartitions[] {
  return [...Map.groupBy(partitions, ({ group }) => group)]
    .map(([group, served]) => ({ group, partitions: served }))
    .toSorted((a, b) => Number(a.group !== undefined) - Number(b.group !== undefined));
}

/** Of up to so many partitions of a stage, each takes the whole peak. */
const wholePeakPartitions = 2;

/**
 * The part of the cell's peak that may come to a partition. At month end nearly all events are of one stage:
 * that may be all of it where the stage has one or two partitions, and twice an even share where it has
 * more, so that a stage needs no more concurrency the more partitions it has. Which of them has more
 * than that, only the cell's data can say.
 */
export function peakShareOf(partition: Partition, partitions: readonly Partition[]): number {
  const ofStage = partitions.filter(({ stage }) => stage === partition.stage).length;
  return partition.peakShare ?? Math.min(1, wholePeakPartitions / ofStage);
}

/**
 * What is wrong with a cell's partitions, a sentence each: every possible event must match exactly
 * one. An event can only be told from another by the fields some partition selects on and by the
 * values named there, so one representative for each such value, prefix, "anything else" and
 * "absent" covers them all.
 */
export function partitionErrors(partitions: readonly Partition[]): string[] {
  const errors: string[] = [];
  if (partitions.length < 1 || partitions.length > maxPartitions)
    errors.push(
      `a cell has 1 to ${maxPartitions} partitions, not ${partitions.length}: beyond that, make a second cell of some of them`,
    );
  const seen = new Set<string>();
  for (const { name } of partitions) {
    if (seen.has(name)) errors.push(`two partitions are called ${name}`);
    seen.add(name);
  }
  errors.push(...shareErrors(partitions), ...groupErrors(partitions));
  for (const stage of stages) {
    const candidates = partitions.filter((partition) => partition.stage === stage);
    const fields = new Set(
      candidates.flatMap(({ where = {} }) => conditionsOf(where).map(([field]) => field)),
    );
    for (const event of combinations(
      [...fields].map((field) => [field, representatives(field, stage, candidates)]),
    )) {
      const takers = candidates.filter(({ where = {} }) => matches(where, event)).map(({ name }) => name);
      if (takers.length === 1) continue;
      const what = `an event of stage ${stage}${describe(event)}`;
      errors.push(
        takers.length === 0
          ? `no partition takes ${what}`
          : `partitions ${takers.join(' and ')} both take ${what}`,
      );
      break; // One example per stage says enough.
    }
  }
  return errors;
}

/** Stacks that CloudFormation, or a role that serves them, has no room for. */
function groupErrors(partitions: readonly Partition[]): string[] {
  const groups = partitionsByGroup(partitions);
  const alone = ungrouped(partitions).length;
  return [
    ...[...groups].flatMap(([group, grouped]) => [
      ...when(!isShortName(group), `its group "${group}" ${shortNameRule}`),
      ...when(
        grouped.length > most.inGroup,
        `its group ${group} has ${grouped.length} partitions: a stack takes ${most.inGroup}, so give the others another group`,
      ),
    ]),
    // Of the ten policies that a role has room for, those of the reconciler and of processors have one for each.
    ...when(groups.size > most.groups, `it has ${groups.size} groups of partitions: ${most.groups} at most`),
    ...when(
      alone > most.withoutGroup,
      `it has ${alone} partitions without a group: the stack of the functions takes ${most.withoutGroup}, so give the others a group`,
    ),
  ];
}

/** Partitions of a stage that together take less than the peak would never be done with it. */
function shareErrors(partitions: readonly Partition[]): string[] {
  const wrong = partitions.flatMap(({ name, peakShare }) =>
    peakShare === undefined || (peakShare > 0 && peakShare <= 1)
      ? []
      : [`its partition "${name}" has the peakShare ${peakShare}: it must be above 0 and up to 1`],
  );
  const short = [...Map.groupBy(partitions, ({ stage }) => stage)].flatMap(([stage, ofStage]) => {
    const together = ofStage.reduce((sum, partition) => sum + peakShareOf(partition, ofStage), 0);
    // Ten tenths may be a hair less than one.
    return together < 1 - 1e-9
      ? [
          `its partitions of ${stage} take ${together} of the peak together: at month end all of it may be of one stage, so raise a peakShare`,
        ]
      : [];
  });
  return [...wrong, ...short];
}

type Example = ReadonlyMap<Field, string | undefined>;

function isField(name: string): name is Field {
  return Object.hasOwn(partitionFields, name);
}

/** The fields with conditions, and their matchers. */
export function conditionsOf(where: Conditions): [Field, readonly Matcher[]][] {
  const conditions: [Field, readonly Matcher[]][] = [];
  for (const [field, matchers] of Object.entries(where))
    if (isField(field)) conditions.push([field, matchers]);
  return conditions;
}

/** One value for each way the partitions' conditions can tell the field's values apart. */
function representatives(
  field: Field,
  stage: Stage,
  partitions: readonly Partition[],
): (string | undefined)[] {
  if (field === 'status') return [...stageStatuses[stage]];
  const matchers = partitions.flatMap(({ where = {} }) => where[field] ?? []);
  const values = new Set<string>();
  for (const matcher of matchers) {
    if (typeof matcher === 'string') values.add(matcher);
    else if ('prefix' in matcher) values.add(`${matcher.prefix}\u2026`);
    else if ('anything-but' in matcher) for (const value of matcher['anything-but']) values.add(value);
  }
  values.add('\u2026');
  return [...values, ...(partitionFields[field] === 'optional' ? [undefined] : [])];
}

/** As EventBridge matches: an absent field satisfies `exists: false` and nothing else. */
function matches(where: Conditions, event: Example): boolean {
  return conditionsOf(where).every(([field, matchers]) =>
    matchers.some((matcher) => matchesValue(matcher, event.get(field))),
  );
}

function matchesValue(matcher: Matcher, value: string | undefined): boolean {
  if (typeof matcher === 'string') return value === matcher;
  if ('exists' in matcher) return matcher.exists === (value !== undefined);
  if (value === undefined) return false;
  return 'prefix' in matcher ? value.startsWith(matcher.prefix) : !matcher['anything-but'].includes(value);
}

function combinations(fields: readonly [Field, readonly (string | undefined)[]][]): Example[] {
  return fields.reduce<Example[]>(
    (partial, [field, values]) =>
      partial.flatMap((event) => values.map((value) => new Map(event).set(field, value))),
    [new Map()],
  );
}

function describe(event: Example): string {
  const parts = [...event].map(([field, value]) =>
    value === undefined
      ? `no ${field}`
      : `${field} ${value === '\u2026' ? 'unlike any named' : `"${value}"`}`,
  );
  return parts.length > 0 ? ` with ${parts.join(' and ')}` : '';
}
