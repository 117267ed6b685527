/** A span of time, from (inclusive) to (exclusive), RFC 3339 UTC. */
export interface Span {
  readonly from: string;
  readonly to: string;
}

/** Which archived events are put on the bus again. */
export interface ReplaySelection extends Span {
  /** Names of the rules of the bus that take part, 1 or more. */
  readonly rules: readonly string[];
}

/** Where a replay is. `cancelling` ends in `cancelled`. */
export const replayStates = [
  'starting',
  'running',
  'cancelling',
  'completed',
  'cancelled',
  'failed',
] as const;
export type ReplayState = (typeof replayStates)[number];

/** A replay, at work or over. */
export interface Replay extends Span {
  readonly name: string;
  readonly state: ReplayState;
  /** Why it is in this state, where that needs saying. */
  readonly reason?: string | undefined;
  /** The time of the last event that was replayed, RFC 3339 UTC. */
  readonly lastReplayedAt?: string | undefined;
}

/**
 * Replays of the bus's archive. They run beside whoever started them, minute by minute, and bring
 * each event at least once, with what it was accepted with.
 */
export interface Replays {
  /** Starts a replay under this name. @returns false when there is one of the name, over or not */
  start(name: string, selection: ReplaySelection): Promise<boolean>;
  find(name: string): Promise<Replay | undefined>;
  /** Ends a replay early. @returns false when there is none of the name at work */
  cancel(name: string): Promise<boolean>;
  /** How many events the selection has; undefined where nobody can tell. */
  count(selection: ReplaySelection): Promise<number | undefined>;
}
