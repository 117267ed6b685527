import type { Clock } from '../../lib/clock.ts';
import { type JsonValue, parseJsonObject } from '../../lib/json.ts';
import type { Queue } from './queue.ts';

/** One entry of PutEvents. */
export interface PutEventsEntry {
  readonly Source: string;
  readonly DetailType: string;
  /** A JSON object, as text. */
  readonly Detail: string;
  readonly EventBusName?: string;
  readonly Resources?: readonly string[];
}

/** What PutEvents answers, entry by entry: an id, or why the entry was not taken. */
export interface PutEventsResult {
  readonly FailedEntryCount: number;
  readonly Entries: readonly {
    readonly EventId?: string;
    readonly ErrorCode?: string;
    readonly ErrorMessage?: string;
  }[];
}

/** A rule of the bus: events that match go to each of its queues. */
export interface BusRule {
  readonly name: string;
  readonly arn: string;
  readonly matches: (event: JsonValue) => boolean;
  readonly targets: readonly { readonly queue: Queue; readonly groupId: string | undefined }[];
}

export interface BusSettings {
  readonly region: string;
  readonly accountId: string;
  readonly rules: readonly BusRule[];
  /** Takes every event the bus accepts, as one line of JSON, before the acceptance is answered. */
  readonly archive: (event: JsonValue, line: string) => void;
  /** Lets so many entries in. @throws {ThrottlingError} (or rejects with one) when they cannot be taken now */
  readonly admit: (entries: number) => Promise<void> | undefined;
  /** Resolves once all that was handed to queues and archive is on disk. */
  readonly synced: () => Promise<void>;
  readonly clock: Clock;
  readonly newId: () => string;
}

/** An EventBridge bus: an accepted event is on disk, in every queue it belongs to, when `putEvents` answers. */
export class Bus {
  readonly #settings: BusSettings;

  constructor(settings: BusSettings) {
    this.#settings = settings;
  }

  /**
   * Takes the entries one by one; those that cannot be read or stored are answered as failed, the others stand.
   * @throws {ThrottlingError} when there is too much to do; nothing is taken then
   */
  async putEvents(entries: readonly PutEventsEntry[]): Promise<PutEventsResult> {
    const turn = this.#settings.admit(entries.length);
    if (turn) await turn;
    const results = entries.map((entry) => this.#take(entry));
    try {
      await this.#settings.synced();
    } catch {
      const failed = {
        ErrorCode: 'InternalFailure',
        ErrorMessage: 'The event could not be written to disk.',
      };
      return { FailedEntryCount: entries.length, Entries: entries.map(() => failed) };
    }
    return { FailedEntryCount: results.filter((result) => result.ErrorCode).length, Entries: results };
  }

  /** The queues that the bus's rules would send an event to, which it took before. */
  queuesFor(event: JsonValue): readonly Queue[] {
    return this.#rulesFor(event, []).flatMap(({ targets }) => targets.map(({ queue }) => queue));
  }

  /**
   * Puts archived events on the bus again, each as JSON text with its `replay-name`; they go to the
   * queues of these rules, and count as what they are: events that the bus took before. Resolves once
   * they are on disk.
   * @param ruleArns rules that take part; all of them when there are none
   * @throws {ThrottlingError} when there is too much to do; nothing is taken then
   */
  async replay(events: readonly string[], ruleArns: readonly string[]): Promise<void> {
    await this.#settings.admit(events.length);
    for (const text of events) {
      const event = parseJsonObject(text);
      for (const { targets } of event ? this.#rulesFor(event, ruleArns) : [])
        for (const { queue } of targets) queue.resend(text);
    }
    await this.#settings.synced();
  }

  /** Whether one of these rules takes the event. */
  takes(event: JsonValue, ruleArns: readonly string[]): boolean {
    return this.#rulesFor(event, ruleArns).length > 0;
  }

  /** The ARNs of the rules of these names. @throws when there is no rule of a name */
  ruleArns(names: readonly string[]): readonly string[] {
    return names.map((name) => {
      const rule = this.#settings.rules.find(({ arn }) => arn.endsWith(`/${name}`));
      if (!rule) throw new Error(`the bus has no rule ${name}`);
      return rule.arn;
    });
  }

  #rulesFor(event: JsonValue, ruleArns: readonly string[]): readonly BusRule[] {
    return this.#settings.rules.filter(
      ({ arn, matches }) => (ruleArns.length === 0 || ruleArns.includes(arn)) && matches(event),
    );
  }

  #take(entry: PutEventsEntry): PutEventsResult['Entries'][number] {
    const detail = parseJsonObject(entry.Detail);
    if (!detail) return { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' };
    const { region, accountId, clock, newId } = this.#settings;
    const envelope = {
      version: '0',
      id: newId(),
      'detail-type': entry.DetailType,
      source: entry.Source,
      account: accountId,
      time: new Date(clock.now()).toISOString(),
      region,
      resources: entry.Resources ?? [],
    };
    // The detail goes on as it came: taking it apart and writing it again would cost time and could change it.
    const line = `${JSON.stringify(envelope).slice(0, -1)},"detail":${entry.Detail}}`;
    const event = { ...envelope, detail };
    this.#route(event, line);
    this.#settings.archive(event, line);
    return { EventId: event.id };
  }

  /** To the targets of every rule it matches. EventBridge drops what no rule takes; a catch-all rule is what keeps it. */
  #route(event: JsonValue, line: string): void {
    for (const { matches, targets } of this.#settings.rules) {
      if (!matches(event)) continue;
      for (const { queue, groupId } of targets) queue.send({ body: line, groupId });
    }
  }
}
