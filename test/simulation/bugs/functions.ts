import type { SQSEvent } from 'aws-lambda';
import { factKey } from '../../../functions/core/invoice/fact.ts';
import type { Ports } from '../../../functions/core/ports.ts';
import type { Bug } from '../bug.ts';

/** Mistakes in the functions. */
export const functionBugs: readonly Bug[] = [
  {
    name: 'publish-errors-swallowed',
    mistake: 'The relay goes on when a publication failed.',
    client: ({ topics }) => ({
      topics: { publish: (...call) => topics.publish(...call).catch(() => []) },
    }),
  },
  {
    name: 'dead-letter-errors-swallowed',
    mistake: 'A message is finished although its copy did not reach the dead-letter queue.',
    client: ({ queues }) => ({
      queues: { ...queues, deadLetter: (...call) => queues.deadLetter(...call).catch(() => {}) },
    }),
  },
  {
    name: 'append-errors-swallowed',
    mistake: 'A processor goes on when the ledger did not take the fact.',
    client: ({ ledger }) => ({
      ledger: { ...ledger, append: (...call) => ledger.append(...call).catch(() => 'present') },
    }),
  },
  {
    name: 'head-errors-swallowed',
    mistake: 'A message is finished although its head was not saved.',
    client: ({ ledger }) => ({
      ledger: { ...ledger, saveHead: (head) => ledger.saveHead(head).catch(() => {}) },
    }),
  },
  {
    name: 'rejections-ignored',
    mistake: 'A message is finished although the time series refused its record.',
    client: ({ timeSeries }) => ({
      timeSeries: {
        async write(records, snapshots) {
          await timeSeries.write(records, snapshots);
          return [];
        },
      },
    }),
  },
  {
    name: 'present-means-done',
    mistake: 'A fact that is in the ledger already gets no record: whoever stored it has written it.',
    client: (ports) => writesRecordsOf(ports, (outcome) => outcome === 'appended'),
  },
  {
    name: 'neighbours-forgotten',
    mistake: 'Only the records of the new facts are written, not those that rest on them.',
    client: (ports) => writesRecordsOf(ports, () => true),
  },
  {
    name: 'claimed-before-done',
    mistake: 'A message is noted as done before it is, and skipped when it comes again.',
    run(run) {
      const claimed = new Set<string>();
      return async (name, event) => {
        if (!name.endsWith('Processor')) return run(name, event);
        const { Records } = event as SQSEvent;
        const fresh = Records.filter(({ messageId }) => !claimed.has(messageId));
        for (const { messageId } of fresh) claimed.add(messageId);
        return run(name, { Records: fresh });
      };
    },
  },
];

/** Writes the records of those facts only whose append came out as told. */
function writesRecordsOf(
  { ledger, timeSeries }: Ports,
  counts: (outcome: Awaited<ReturnType<Ports['ledger']['append']>>) => boolean,
): Partial<Ports> {
  const keys = new Set<string>();
  return {
    ledger: {
      ...ledger,
      async append(fact, text) {
        const outcome = await ledger.append(fact, text);
        if (counts(outcome)) keys.add(factKey(fact));
        return outcome;
      },
    },
    timeSeries: {
      write: (records, snapshots) =>
        timeSeries.write(
          records.filter(({ dimensions }) => keys.has(dimensions.eventKey)),
          snapshots,
        ),
    },
  };
}
