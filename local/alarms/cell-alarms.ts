import type { Alarm } from '../../emulator/alarms/alarm.ts';
import { Alarms } from '../../emulator/alarms/alarms.ts';
import { notificationOf, type Transition, topicsToldOf } from '../../emulator/alarms/notification.ts';
import type { Engine } from '../../emulator/messaging/engine.ts';
import { type MetricStore, minuteMs } from '../../emulator/metrics/metric-store.ts';
import { recordQueues } from '../../emulator/metrics/queue-metrics.ts';
import type { MinuteOfMetric } from '../../emulator/metrics/series.ts';
import { logMessages } from '../../functions/core/log-messages.ts';
import type { Log } from '../../functions/core/ports.ts';
import type { Clock } from '../../lib/clock.ts';
import { messageOf } from '../../lib/message-of.ts';
import { AlarmFile } from './alarm-file.ts';

export interface CellAlarmsSettings {
  readonly alarms: readonly Alarm[];
  readonly store: MetricStore;
  readonly engine: Pick<Engine, 'queues' | 'topics'>;
  readonly place: { readonly accountId: string; readonly region: string };
  readonly dataFolder: string;
  readonly clock: Clock;
  readonly log: Log;
  /** What the API reported since it was last asked. */
  readonly apiMetrics: () => Promise<readonly MinuteOfMetric[]>;
}

/** Milliseconds after the end of a minute, so that what belongs to it has arrived. */
const patienceMs = 500;

/** The alarms of a cell, evaluated each minute; their changes are announced on the cell's topics. */
export class CellAlarms {
  readonly #settings: CellAlarmsSettings;
  readonly #alarms: Alarms;
  readonly #file: AlarmFile;
  #timer: NodeJS.Timeout | undefined;

  constructor(settings: CellAlarmsSettings) {
    const { alarms, store, dataFolder, clock } = settings;
    this.#settings = settings;
    this.#file = new AlarmFile(dataFolder);
    this.#alarms = new Alarms(alarms, store, this.#file.load(), clock.now());
  }

  get standings(): Alarms['standings'] {
    return this.#alarms.standings;
  }

  /** Begins to evaluate, whenever a minute of the clock is over. */
  start(): void {
    const wait = minuteMs - (this.#settings.clock.now() % minuteMs) + patienceMs;
    this.#timer = setTimeout(async () => {
      await this.evaluate().catch((cause: unknown) => {
        const problem = messageOf(cause);
        this.#settings.log.error(logMessages.alarmsNotEvaluated, { problem });
      });
      if (this.#timer) this.start();
    }, wait);
    this.#timer.unref();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /**
   * Looks at the minute that is over, announces what changed, and only then writes it down: after a
   * death in between it is announced once more rather than never.
   */
  async evaluate(): Promise<void> {
    const { store, engine, clock, apiMetrics } = this.#settings;
    store.merge(await apiMetrics());
    const now = clock.now();
    recordQueues(engine.queues.values(), store, Math.floor(now / minuteMs) - 1, now);
    const transitions = this.#alarms.evaluate(now);
    for (const transition of transitions) this.#announce(transition);
    if (transitions.length > 0)
      this.#file.save(new Map(this.standings.map(([{ name }, standing]) => [name, standing])));
  }

  #announce(transition: Transition): void {
    const { engine, place, log } = this.#settings;
    const { alarm, from, to } = transition;
    log[to === 'ALARM' ? 'warn' : 'info'](logMessages.alarmChanged, { alarm: alarm.name, from, to });
    const { subject, message } = notificationOf(transition, place);
    for (const topic of topicsToldOf(transition))
      engine.topics.get(topic)?.publish({ subject, body: message });
  }
}
