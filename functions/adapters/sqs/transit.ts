import type { Clock } from '../../../lib/clock.ts';
import type { Stage } from '../../../schemas/stages.ts';
import { auditCollection } from '../../core/audit.ts';
import { type HeldEvent, identityOf, stageOfContent } from '../../core/conservation/held-event.ts';
import { identitiesInMessage } from '../../core/conservation/message-identity.ts';
import { minuteMs, minuteOf } from '../../core/conservation/minute-digest.ts';
import type { Transit, Whereabouts } from '../../core/conservation/ports.ts';
import type { ReconciledPartition } from '../../core/conservation/settings.ts';
import { lastPutBack } from '../../core/conservation/unsettled.ts';
import type { DeadLetters } from '../../core/dead-letters.ts';
import { failurePolicy } from '../../core/messaging/failures.ts';
import { metricNames, metricsNamespace } from '../../core/metric-names.ts';
import { names } from '../../core/names.ts';
import type { Records } from '../../core/ports.ts';
import type { MetricToRead, ReadMetrics } from '../cloudwatch/metric-readings.ts';
import type { CountMessages } from './message-counts.ts';

/** A deployed cell, as somebody sees it who looks for events on its queues. */
export interface SqsTransitOptions {
  readonly countMessages: CountMessages;
  readonly prefix: string;
  readonly partitions: readonly ReconciledPartition[];
  readonly deadLetters: DeadLetters;
  readonly readMetrics: ReadMetrics;
  /** Says what was redriven and put back, and when. */
  readonly records: Pick<Records, 'list' | 'read'>;
  /** When the time series shows an event that was written by then at the latest, ms since the epoch. */
  readonly showsBy?: (event: HeldEvent, sentBy: number) => number;
  readonly clock: Clock;
}

/**
 * How far back queues are asked: what an event waited on ten minutes ago still tells of it, whatever
 * CloudWatch has not heard yet and whatever a store does not show yet.
 */
const lookBackMs = 10 * minuteMs;

/** The minute of a value, and clocks that are not quite the same. */
const slackMs = 2 * minuteMs;

/** How long a run that redrives may take. */
const redriveMs = 30 * minuteMs;

/** SQS hands out the first ten messages of a group, so that those behind them cannot be seen. */
const visibleOfGroup = 10;

/** Milliseconds after which the dead letters that were not read by then count as any event. */
const readDeadLettersMs = 45_000;
const lettersPerPage = 100;

/**
 * The queues of a deployed cell. SQS cannot be searched: an event counts as under way while a queue that
 * it may be on holds a message as old as it, or cannot tell. Dead letters are read.
 */
export function sqsTransit(options: SqsTransitOptions): Transit {
  return {
    async whereabouts(events) {
      const found = new Map<string, Whereabouts>();
      const isDeadLetter = await deadLettersAmong(options, events);
      // After the dead letters: one that is redriven meanwhile is on a queue by now.
      const queues = await oldestWaiting(options);
      const redrivenAt = await lastRedrive(options.records, events);
      const minutes = new Set(events.map(({ receivedAt }) => minuteOf(receivedAt)));
      const putBackAtOf = new Map<number, number>();
      for (const minute of minutes)
        putBackAtOf.set(minute, (await lastPutBack(options.records, minute)) ?? 0);
      for (const event of events) {
        const putBackAt = putBackAtOf.get(minuteOf(event.receivedAt)) ?? 0;
        const sentBy = Math.max(event.receivedAt, putBackAt, redrivenAt + redriveMs);
        const stage = stageOfContent(event.content);
        const queue = queues.find(
          (each) => (!each.stage || !stage || each.stage === stage) && each.oldestSentAt <= sentBy + slackMs,
        );
        const deadLetters = isDeadLetter(event);
        const isShownLater = (options.showsBy?.(event, sentBy) ?? sentBy) > options.clock.now();
        if (queue) found.set(identityOf(event), { queue: queue.name, state: 'under-way' });
        else if (deadLetters) found.set(identityOf(event), { queue: deadLetters, state: 'dead-lettered' });
        else if (isShownLater) found.set(identityOf(event), { queue: 'time series', state: 'under-way' });
      }
      return found;
    },
  };
}

/** A queue of the path. */
interface PathQueue {
  readonly name: string;
  /** Whose events it takes; undefined: those of every stage. */
  readonly stage?: Stage | undefined;
  /** Of a relay queue: the function that takes them off it. */
  readonly relay?: string;
}

/** A queue of the path, and what waits there. */
interface WaitingQueue extends PathQueue {
  /** When the oldest message that it may hold was sent, ms since the epoch; −∞ when it cannot tell. */
  readonly oldestSentAt: number;
}

/** When the oldest message of each queue of the path was sent, as far as the last minutes tell. */
async function oldestWaiting({
  countMessages,
  prefix,
  partitions,
  readMetrics,
  clock,
}: SqsTransitOptions): Promise<readonly WaitingQueue[]> {
  const name = names(prefix);
  const queues: readonly PathQueue[] = [
    ...partitions.flatMap(({ name: partition, stage, group }) => [
      { name: name.relayQueue(partition), stage, relay: name.relayFunction(group) },
      { name: name.queue(partition), stage },
    ]),
    { name: name.recordQueue },
  ];
  const relays = [...new Set(partitions.map(({ group }) => name.relayFunction(group)))];
  const failures = relays.flatMap((relay) => failuresOf(relay).map((metric) => ({ relay, metric })));
  const now = clock.now();
  const values = await readMetrics(
    [...queues.map((queue) => ageOf(queue.name)), ...failures.map(({ metric }) => metric)],
    now - lookBackMs,
    now,
  );
  const failing = new Set(
    failures
      .filter((_, index) => values[queues.length + index]?.some(({ value }) => value > 0))
      .map(({ relay }) => relay),
  );
  const counts = await Promise.all(queues.map((queue) => countMessages(queue.name)));
  return queues.map((queue, index): WaitingQueue => {
    const ages = values[index] ?? [];
    const { name: queueName, stage, relay } = queue;
    // A standard queue no longer counts what it has handed out three times.
    const hidesAges =
      relay === undefined ? queueName === name.recordQueue && ages.length > 0 : failing.has(relay);
    // After hours without messages, a quarter of an hour passes before CloudWatch hears of one.
    const isUnheard = ages.length === 0 && (counts[index] ?? 0) > 0;
    const sentAt = ages.map(({ at, value }) => at - value * 1_000);
    return {
      ...{ name: queueName, stage },
      oldestSentAt: isUnheard
        ? Number.NEGATIVE_INFINITY
        : Math.min(
            now - lookBackMs,
            ...sentAt,
            ...(hidesAges ? [now - failurePolicy.transient.maxAgeSeconds * 1_000] : []),
          ),
    };
  });
}

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html */
function ageOf(QueueName: string): MetricToRead {
  return {
    namespace: 'AWS/SQS',
    name: 'ApproximateAgeOfOldestMessage',
    dimensions: { QueueName },
    statistic: 'Maximum',
  };
}

/** What a consumer says of messages that it hands back, and Lambda of those that it died of. */
function failuresOf(functionName: string): readonly MetricToRead[] {
  return [
    {
      ...{ namespace: metricsNamespace, name: metricNames.retried, statistic: 'Sum' },
      dimensions: { service: functionName },
    },
    {
      ...{ namespace: 'AWS/Lambda', name: 'Errors', statistic: 'Sum' },
      dimensions: { FunctionName: functionName },
    },
  ];
}

/**
 * Which of these events is a dead letter: the queue that has it, or the one that may have it because not
 * all of its letters can be seen.
 */
async function deadLettersAmong(
  { deadLetters, clock }: Pick<SqsTransitOptions, 'deadLetters' | 'clock'>,
  events: readonly HeldEvent[],
): Promise<(event: HeldEvent) => string | undefined> {
  const wanted = new Set(events.map(identityOf));
  const queueOf = new Map<string, string>();
  const fullGroups = new Map<string, string>();
  const until = clock.now() + readDeadLettersMs;
  let unread: string | undefined;
  try {
    for (const { name, count } of await deadLetters.queues()) {
      const groups = new Map<string, number>();
      let after: string | undefined;
      for (let isRead = count === 0; !isRead; ) {
        const page = await deadLetters.read(name, { limit: lettersPerPage, after });
        for (const { body, groupId } of page.letters) {
          for (const identity of identitiesInMessage(body))
            if (wanted.has(identity)) queueOf.set(identity, name);
          if (groupId !== undefined) groups.set(groupId, (groups.get(groupId) ?? 0) + 1);
        }
        after = page.next;
        if (after !== undefined && clock.now() >= until) unread = name;
        isRead = after === undefined || unread !== undefined;
      }
      for (const [group, letters] of groups) if (letters >= visibleOfGroup) fullGroups.set(group, name);
      if (unread !== undefined) break;
    }
  } finally {
    await deadLetters.release();
  }
  return (event) => queueOf.get(identityOf(event)) ?? fullGroups.get(event.invoiceId) ?? unread;
}

/** When somebody last began to redrive, since the earliest of these events, ms since the epoch; or −∞. */
async function lastRedrive(records: Pick<Records, 'list'>, events: readonly HeldEvent[]): Promise<number> {
  const earliest = new Date(Math.min(...events.map(({ receivedAt }) => receivedAt))).toISOString();
  let before: string | undefined;
  for (;;) {
    const page = await records.list(auditCollection, { after: before, limit: 100, descending: true });
    for (const { key, value } of page) {
      if (key < earliest) return Number.NEGATIVE_INFINITY;
      if (typeof value === 'object' && value !== null && 'what' in value && value.what === 'redrive')
        return Date.parse(key.slice(0, key.indexOf('#')));
    }
    before = page.at(-1)?.key;
    if (page.length < 100) return Number.NEGATIVE_INFINITY;
  }
}
