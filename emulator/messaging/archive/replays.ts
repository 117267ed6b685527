import { dirname } from 'node:path';
import type { Clock } from '../../../lib/clock.ts';
import { parseJsonObject } from '../../../lib/json.ts';
import { messageOf } from '../../../lib/message-of.ts';
import { machineTimers, type Timers } from '../../../lib/timers.ts';
import type { Bus } from '../bus.ts';
import { type Disk, machineDisk, readWhole } from '../disk.ts';
import { ThrottlingError } from '../flow-control.ts';
import type { Archive } from './archive.ts';

export type ReplayState = 'STARTING' | 'RUNNING' | 'CANCELLING' | 'COMPLETED' | 'CANCELLED' | 'FAILED';

/** What StartReplay is asked for. Times are ms since the epoch. */
export interface ReplayRequest {
  readonly name: string;
  /** By the `time` of the events: from (inclusive) to (exclusive). */
  readonly from: number;
  readonly to: number;
  /** ARNs of the rules that take part; none: all of them. */
  readonly rules: readonly string[];
}

/** What DescribeReplay answers. */
export interface ReplayDescription extends ReplayRequest {
  readonly state: ReplayState;
  readonly stateReason?: string;
  readonly startedAt: number;
  readonly endedAt?: number;
  /** `time` of the last event replayed. */
  readonly lastReplayedAt?: number;
}

/** What the file keeps of a replay: the minutes up to here are replayed. */
interface Kept extends ReplayDescription {
  readonly doneTo: number;
}

/** An error with the name that EventBridge gives it. */
export class ReplayError extends Error {
  constructor(name: string, message: string) {
    super(message);
    this.name = name;
  }
}

export interface ReplaysOptions {
  /** The file that keeps the replays, made when missing. */
  readonly path: string;
  readonly archive: Pick<Archive, 'read'>;
  readonly bus: Pick<Bus, 'replay'>;
  readonly clock: Clock;
  readonly disk?: Disk | undefined;
  readonly timers?: Timers | undefined;
}

/** Replays at work at once, and how long a replay is remembered, as EventBridge has it. */
const maxActive = 10;
const rememberedMs = 90 * 86_400_000;
const minuteMs = 60_000;
/** Events put on the bus at once: few, because live ones wait in the same line. */
const eventsPerTurn = 50;
/** Milliseconds until a bus that has too much to do is asked again. */
const busyPauseMs = 500;
const validName = /^[.\-_A-Za-z0-9]{1,64}$/;
const active: ReadonlySet<ReplayState> = new Set(['STARTING', 'RUNNING', 'CANCELLING']);

/**
 * Replays of the archive, as EventBridge runs them: by minutes of the events' `time`, to the bus that
 * took them, in the background. A replay goes on after a restart, from the minute it was in.
 */
export class Replays {
  readonly #options: ReplaysOptions & { readonly disk: Disk; readonly timers: Timers };
  readonly #replays: Map<string, Kept>;
  readonly #running = new Map<string, Promise<void>>();
  #saving = Promise.resolve();
  #stopped = true;

  constructor(options: ReplaysOptions) {
    const { disk = machineDisk, timers = machineTimers } = options;
    this.#options = { ...options, disk, timers };
    this.#replays = load(disk, options.path);
  }

  /** Goes on with the replays that the last process left. */
  resume(): void {
    this.#stopped = false;
    for (const { name, state } of this.#replays.values()) if (active.has(state)) this.#run(name);
  }

  /** Resolves when nothing is replayed any more; what is under way goes on when the replays are resumed. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await Promise.all(this.#running.values());
    await this.#saving.catch(() => undefined);
  }

  /**
   * Resolves when the replay is remembered, come what may.
   * @throws {ReplayError} ValidationException, ResourceAlreadyExistsException, LimitExceededException
   */
  async start(request: ReplayRequest): Promise<void> {
    const { name, from, to, rules } = request;
    if (!validName.test(name))
      throw new ReplayError('ValidationException', 'A name has up to 64 of the characters A-Z a-z 0-9 . - _');
    if (!(from < to))
      throw new ReplayError('ValidationException', 'EventEndTime must be after EventStartTime.');
    if (this.#replays.has(name))
      throw new ReplayError('ResourceAlreadyExistsException', `Replay ${name} already exists.`);
    if ([...this.#replays.values()].filter(({ state }) => active.has(state)).length >= maxActive)
      throw new ReplayError('LimitExceededException', `${maxActive} replays are at work already.`);
    const startedAt = this.#options.clock.now();
    for (const old of this.#replays.values())
      if (!active.has(old.state) && old.startedAt < startedAt - rememberedMs) this.#replays.delete(old.name);
    try {
      await this.#set({ name, from, to, rules, startedAt, state: 'STARTING', doneTo: from });
    } catch (error) {
      this.#replays.delete(name);
      throw error;
    }
    if (!this.#stopped) this.#run(name);
  }

  /** The replay of that name; undefined when there is none. */
  describe(name: string): ReplayDescription | undefined {
    return this.#replays.get(name);
  }

  /** @throws {ReplayError} ResourceNotFoundException, IllegalStatusException when it is over */
  async cancel(name: string): Promise<void> {
    const replay = this.#get(name);
    if (!active.has(replay.state))
      throw new ReplayError('IllegalStatusException', `Replay ${name} is ${replay.state}.`);
    await this.#set({ ...replay, state: 'CANCELLING' });
  }

  #get(name: string): Kept {
    const replay = this.#replays.get(name);
    if (!replay) throw new ReplayError('ResourceNotFoundException', `Replay ${name} does not exist.`);
    return replay;
  }

  #run(name: string): void {
    // A replay of which nothing can be written down rests; the next process goes on with it.
    const run = this.#replay(name)
      .catch(() => undefined)
      .finally(() => this.#running.delete(name));
    this.#running.set(name, run);
  }

  async #replay(name: string): Promise<void> {
    try {
      while (!this.#stopped) {
        const replay = this.#get(name);
        if (replay.state === 'CANCELLING') return await this.#end(name, 'CANCELLED');
        if (replay.doneTo >= replay.to) return await this.#end(name, 'COMPLETED');
        const minuteEnd = Math.min(replay.to, (Math.floor(replay.doneTo / minuteMs) + 1) * minuteMs);
        if (!(await this.#replayFrom(replay, replay.doneTo, minuteEnd))) continue;
        // Read anew: it may have been cancelled meanwhile.
        const { state } = this.#get(name);
        await this.#set({
          ...this.#get(name),
          state: state === 'STARTING' ? 'RUNNING' : state,
          doneTo: minuteEnd,
        });
      }
    } catch (error) {
      await this.#end(name, 'FAILED', messageOf(error));
    }
  }

  /** Replays the events of a minute. @returns whether all of it: not when the replay was cancelled or stopped */
  async #replayFrom({ name, rules }: Kept, from: number, to: number): Promise<boolean> {
    let turn: string[] = [];
    let lastReplayedAt: number | undefined;
    const goesOn = () => !this.#stopped && this.#get(name).state !== 'CANCELLING';
    // An event is archived moments after its time, at most a minute: the bus has it for seconds only.
    for await (const { text } of this.#options.archive.read(from, to + minuteMs)) {
      const time = timeOf(text);
      if (time === undefined || time < from || time >= to) continue;
      lastReplayedAt = Math.max(lastReplayedAt ?? 0, time);
      turn.push(`${text.slice(0, -1)},"replay-name":${JSON.stringify(name)}}`);
      if (turn.length < eventsPerTurn) continue;
      if (!goesOn() || !(await this.#put(turn, rules))) return false;
      turn = [];
    }
    if (!goesOn() || !(await this.#put(turn, rules))) return false;
    if (lastReplayedAt !== undefined) this.#replays.set(name, { ...this.#get(name), lastReplayedAt });
    return true;
  }

  /** Puts events on the bus as soon as it can take them. @returns false when the replays were stopped before */
  async #put(events: readonly string[], rules: readonly string[]): Promise<boolean> {
    while (!this.#stopped) {
      try {
        await this.#options.bus.replay(events, rules);
        return true;
      } catch (error) {
        if (!(error instanceof ThrottlingError)) throw error;
        await new Promise<void>((resolve) => this.#options.timers.later(resolve, busyPauseMs));
      }
    }
    return false;
  }

  #end(name: string, state: ReplayState, stateReason?: string): Promise<void> {
    const endedAt = this.#options.clock.now();
    return this.#set({
      ...this.#get(name),
      state,
      endedAt,
      ...(stateReason !== undefined && { stateReason }),
    });
  }

  #set(replay: Kept): Promise<void> {
    this.#replays.set(replay.name, replay);
    const { disk, path } = this.#options;
    this.#saving = this.#saving
      .catch(() => undefined)
      .then(() => save(disk, path, [...this.#replays.values()]));
    return this.#saving;
  }
}

/** The `time` of an event; a line that is no event (any more) has none and is not replayed. */
function timeOf(text: string): number | undefined {
  const time = parseJsonObject(text)?.time;
  const at = typeof time === 'string' ? Date.parse(time) : Number.NaN;
  return Number.isNaN(at) ? undefined : at;
}

function load(disk: Disk, path: string): Map<string, Kept> {
  const kept: readonly Kept[] = JSON.parse(readWhole(disk, path) ?? '[]');
  return new Map(kept.map((replay) => [replay.name, replay]));
}

/** Puts a whole new file in the place of the old one. */
async function save(disk: Disk, path: string, replays: readonly Kept[]): Promise<void> {
  const file = disk.open(`${path}.new`, 'w');
  try {
    file.write(Buffer.from(JSON.stringify(replays)));
    await file.sync();
  } finally {
    file.close();
  }
  disk.rename(`${path}.new`, path);
  disk.syncFolder(dirname(path));
}
