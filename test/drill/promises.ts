import { median } from '../../bench/median.ts';
import type { CellStatus } from '../../dashboards/console-api.ts';
import { names } from '../../functions/core/names.ts';
import { visibilitySlaSeconds } from '../../functions/core/service-levels.ts';
import type { Plan } from './plan.ts';
import type { PlantedLoss } from './planted-loss.ts';
import type { ReceiverWords } from './receiver.ts';

/** A part of the drill. */
export interface Phase {
  readonly name: string;
  /** Events. */
  readonly acknowledged: number;
  /** Events that were due and not acknowledged, by why: an HTTP status, `connection`, `timeout` or `unsent`. */
  readonly notTaken: Readonly<Record<string, number>>;
  /** The most messages that were under way at once. */
  readonly largestBacklog: number;
  /** From when all was well again until nothing was under way, ms. */
  readonly workedOffMs: number;
  /** From received to visible, of what became visible in this phase; poison events are not among it. */
  readonly p50Ms: number | null;
  readonly p99Ms: number | null;
  readonly maxMs: number | null;
}

/** How long events took to become visible under the same load, with poison among them and without. */
export interface Compared {
  /** p99 from received to visible of each load, ms, in pairs. */
  readonly pairs: readonly { readonly withPoison: number; readonly without: number }[];
}

/** What a drill came to. */
export interface Outcome {
  readonly plan: Plan;
  /** Undefined where the plan has no comparison. */
  readonly compared: Compared | undefined;
  /** The first one without an outage. */
  readonly phases: readonly Phase[];
  /** In the end. */
  readonly status: Pick<
    CellStatus,
    'accepted' | 'visible' | 'distinct' | 'deadLettered' | 'inFlight' | 'discarded'
  >;
  readonly acknowledged: number;
  readonly discarded: number;
  readonly redriven: number;
  /** Ids of acknowledged events that are missing, discarded ones apart. */
  readonly lost: readonly string[];
  /** Ids of events that are there more than once. */
  readonly twice: readonly string[];
  readonly planted: PlantedLoss & { readonly found: boolean };
  /** What reconciling still found after it had put back what was missing. */
  readonly differencesAfterwards: number;
  /** Events that the system downstream is due, those that it took, and took again for no good reason. */
  readonly downstream: {
    readonly due: number;
    readonly told: number;
    readonly again: ReceiverWords['repeats'];
  };
  /** Stages that had dead letters. */
  readonly deadLetteredStages: readonly string[];
  /** `rang`: since when and why, by name. */
  readonly alarms: {
    readonly rang: Readonly<Record<string, string>>;
    readonly stillRinging: readonly string[];
  };
}

export interface Kept {
  readonly promise: string;
  readonly measured: string;
  readonly kept: boolean;
}

/** The alarms that a drill has to set off: dead letters, and the health of the cell with them. */
function expectedAlarms({ deadLetteredStages }: Pick<Outcome, 'deadLetteredStages'>): readonly string[] {
  const kinds = [...deadLetteredStages.map((stage) => `dead-letters-${stage}`), 'health', 'health-critical'];
  return kinds.map((kind) => names().alarm(kind)).toSorted();
}

/** What a cell promises, held against what the drill came to. */
export function promisesKept(outcome: Outcome): readonly Kept[] {
  const { plan, status, acknowledged, discarded, lost, twice, planted, phases } = outcome;
  const { accepted, visible, distinct, deadLettered, inFlight } = status;
  const [first] = phases;
  return [
    {
      promise: 'every acknowledged event is there, or discarded',
      measured: `${acknowledged} acknowledged, ${lost.length} lost`,
      kept: acknowledged >= plan.events && lost.length === 0,
    },
    {
      promise: 'none is there twice',
      measured: `${twice.length} twice, ${visible} records of ${distinct} facts`,
      kept: twice.length === 0 && visible === distinct,
    },
    {
      promise: 'accepted = visible + discarded',
      measured: `${accepted} = ${visible} + ${status.discarded}`,
      kept:
        accepted === visible + status.discarded &&
        accepted >= acknowledged &&
        status.discarded === discarded &&
        deadLettered + inFlight === 0,
    },
    {
      promise: 'the planted loss is found and put back',
      measured: `${planted.eventId} from ${planted.queue}, ${outcome.differencesAfterwards} differences afterwards`,
      kept: planted.found && outcome.differencesAfterwards === 0,
    },
    {
      promise: `poison alone: the others are visible within ${visibilitySlaSeconds} s`,
      measured: `p99 ${seconds(first?.p99Ms ?? null)}`,
      kept: first?.p99Ms != null && first.p99Ms <= visibilitySlaSeconds * 1_000,
    },
    ...(outcome.compared ? [slowdownPromise(outcome.compared)] : []),
    ...(plan.minutesPass ? alarmPromises(outcome) : []),
    calledOnce(outcome),
  ];
}

function calledOnce({ downstream: { due, told, again } }: Outcome): Kept {
  return {
    promise: 'the downstream is told of every visible event of its stage, once',
    measured: `${told} of ${due} told, ${again.length} again`,
    kept: told === due && again.length === 0,
  };
}

/**
 * The outage of the downstream is about as long as its alarm waits for, and the planted loss may be found
 * by the cell before `bems reconcile` puts it back. With a warning the cell's health rings too.
 */
const mayRing: readonly string[] = ['failing-calls-downstream', 'events-unaccounted', 'health-warning'].map(
  (kind) => names().alarm(kind),
);

/** How much longer the others may take because of poison. */
const maxSlowdown = 1.2;

function slowdownPromise({ pairs }: Compared): Kept {
  const [withPoison, without] = [
    median(pairs.map((pair) => pair.withPoison)),
    median(pairs.map((pair) => pair.without)),
  ];
  const ratio = withPoison / without;
  return {
    promise: `poison costs the others at most ${Math.round((maxSlowdown - 1) * 100)} % of p99`,
    measured: `p99 ${Math.round(withPoison)} ms with it, ${Math.round(without)} ms without, ratio ${ratio.toFixed(2)}`,
    kept: ratio <= maxSlowdown,
  };
}

function alarmPromises(outcome: Outcome): readonly Kept[] {
  const { rang: why, stillRinging } = outcome.alarms;
  const rang = Object.keys(why);
  const expected = expectedAlarms(outcome);
  const silent = expected.filter((name) => !rang.includes(name));
  const others = rang.filter((name) => !expected.includes(name) && !mayRing.includes(name));
  const list = (alarms: readonly string[], none: string) => alarms.join(', ') || none;
  return [
    {
      promise: 'every alarm that should ring did',
      measured: list(silent, `${expected.length} rang`),
      kept: silent.length === 0,
    },
    {
      promise: 'no other rang',
      measured: list(
        others.map((name) => `${name} (${why[name]})`),
        'none',
      ),
      kept: others.length === 0,
    },
    { promise: 'all have cleared', measured: list(stillRinging, 'all'), kept: stillRinging.length === 0 },
  ];
}

/** Milliseconds as seconds. */
export function seconds(ms: number | null): string {
  return ms === null ? '–' : `${(ms / 1_000).toFixed(1)} s`;
}
