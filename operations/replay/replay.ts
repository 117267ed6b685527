import { hash } from 'node:crypto';
import { BemsError } from '../../functions/core/errors.ts';
import { names } from '../../functions/core/names.ts';
import type { Replay, ReplaySelection, Replays, Span } from '../../functions/core/replays.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Stage } from '../../schemas/stages.ts';

/** What a cell is made of, as far as replaying goes. */
export interface ReplayedCell {
  readonly prefix: string;
  readonly partitions: readonly { readonly name: string; readonly stage: Stage }[];
}

export interface ReplayPorts {
  readonly replays: Replays;
  readonly clock: Clock;
}

/** What to replay: the events of a span, or those of them that one partition or stage takes. */
export interface ReplayRequest extends Span {
  readonly partition?: string | undefined;
  readonly stage?: Stage | undefined;
}

/** What a replay would do. */
export interface ReplayPlan extends Span {
  readonly name: string;
  readonly partitions: readonly string[];
  /** Undefined where nobody can tell. */
  readonly events: number | undefined;
  /** Whether the same replay is at work already; then starting it changes nothing. */
  readonly underWay: boolean;
}

/** Times that a request was replayed before and a name was looked for: more is a mistake in a loop. */
const maxRepetitions = 1_000;

/**
 * Says what a replay would put on the bus. Its name follows from the request, so that a command that
 * was interrupted finds its own replay at work; one that is over gets a successor.
 * @throws {BemsError} REPLAY_SPAN, NO_SUCH_PARTITION
 */
export async function planReplay(
  ports: ReplayPorts,
  cell: ReplayedCell,
  request: ReplayRequest,
): Promise<ReplayPlan> {
  const { name, underWay } = await nameOf(ports, cell, request);
  const selection = selectionOf(cell, request, ports.clock);
  return {
    ...{ name, from: selection.from, to: selection.to, underWay },
    partitions: partitionsOf(cell, request),
    events: await ports.replays.count(selection),
  };
}

/**
 * Starts a replay, or finds it at work: calling it twice has the effect of calling it once.
 * @throws {BemsError} REPLAY_SPAN, NO_SUCH_PARTITION
 */
export async function startReplay(
  ports: ReplayPorts,
  cell: ReplayedCell,
  request: ReplayRequest,
): Promise<{ readonly name: string }> {
  const selection = selectionOf(cell, request, ports.clock);
  for (;;) {
    const { name, underWay } = await nameOf(ports, cell, request);
    // Somebody else may have started it since it was looked for; then it is found under way.
    if (underWay || (await ports.replays.start(name, selection))) return { name };
  }
}

/** How far a replay is. @throws {BemsError} NO_SUCH_REPLAY */
export async function followReplay({ replays }: Pick<ReplayPorts, 'replays'>, name: string): Promise<Replay> {
  const replay = await replays.find(name);
  if (replay) return replay;
  throw new BemsError('NO_SUCH_REPLAY', `There is no replay ${name}.`, {
    nextStep: 'EventBridge forgets a replay after 90 days. Start it with `bems replay`.',
    failureClass: 'permanent',
  });
}

/** Ends the replay of the request, if it is at work. @returns its name; undefined when none is */
export async function cancelReplay(
  ports: ReplayPorts,
  cell: ReplayedCell,
  request: ReplayRequest,
): Promise<{ readonly name: string | undefined }> {
  const { name, underWay } = await nameOf(ports, cell, request);
  return { name: underWay && (await ports.replays.cancel(name)) ? name : undefined };
}

/** Whether a replay has ended, well or not. */
export function isOver({ state }: Pick<Replay, 'state'>): boolean {
  return state === 'completed' || state === 'cancelled' || state === 'failed';
}

async function nameOf(
  { replays, clock }: ReplayPorts,
  cell: ReplayedCell,
  request: ReplayRequest,
): Promise<{ readonly name: string; readonly underWay: boolean }> {
  const { from, to, rules } = selectionOf(cell, request, clock);
  const fingerprint = hash('sha256', [from, to, ...rules].join(' ')).slice(0, 8);
  const base = names(cell.prefix).replay(`${from.slice(0, 16).replace(/[-:]/g, '')}-${fingerprint}`);
  for (let repetition = 1; repetition <= maxRepetitions; repetition++) {
    const name = repetition === 1 ? base : `${base}-${repetition}`;
    const replay = await replays.find(name);
    if (!replay || !isOver(replay)) return { name, underWay: replay !== undefined };
  }
  throw new BemsError('REPLAYED_TOO_OFTEN', `This has been replayed ${maxRepetitions} times.`, {
    nextStep: 'Find out what repeats it; choose another span if it is needed once more.',
    failureClass: 'permanent',
  });
}

function selectionOf(cell: ReplayedCell, request: ReplayRequest, clock: Clock): ReplaySelection {
  const [from, to] = [Date.parse(request.from), Date.parse(request.to)];
  if (!(from < to) || to > clock.now())
    throw new BemsError('REPLAY_SPAN', 'A replay takes a span of the past that ends after it begins.', {
      nextStep:
        'Give --from and --to as RFC 3339 times, such as 2026-11-20T10:00:00Z; --to may not be in the future.',
      failureClass: 'permanent',
    });
  return {
    from: new Date(from).toISOString(),
    to: new Date(to).toISOString(),
    rules: partitionsOf(cell, request).map(names(cell.prefix).rule),
  };
}

function partitionsOf({ partitions }: ReplayedCell, { partition, stage }: ReplayRequest): readonly string[] {
  const chosen = partitions.filter(
    (each) =>
      (partition === undefined || each.name === partition) && (stage === undefined || each.stage === stage),
  );
  if (chosen.length > 0) return chosen.map(({ name }) => name);
  throw new BemsError('NO_SUCH_PARTITION', 'The cell has no partition of that name and stage.', {
    nextStep: `Name one of these: ${partitions.map(({ name }) => name).join(', ')}.`,
    failureClass: 'permanent',
  });
}
