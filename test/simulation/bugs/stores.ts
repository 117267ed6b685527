import { type Fact, factKey } from '../../../functions/core/invoice/fact.ts';
import type { InvoiceHead } from '../../../functions/core/invoice/head.ts';
import type { InvoiceSnapshot } from '../../../functions/core/measures/invoice-snapshot.ts';
import type { MeasureRecord } from '../../../functions/core/measures/measures.ts';
import type { Ledger } from '../../../functions/core/ports.ts';
import { memoryLedger } from '../../doubles/memory-ledger.ts';
import { memoryTimeSeries } from '../../doubles/memory-time-series.ts';
import type { Bug } from '../bug.ts';

/** Mistakes in the stores. */
export const storeBugs: readonly Bug[] = [
  {
    name: 'conflict-overwrites',
    mistake: 'The ledger knows a fact by its event id alone, so a conflicting one takes its place.',
    memoryLedger: () => otherLedger(({ event }) => event.eventId, 'replace'),
  },
  {
    name: 'conflict-is-present',
    mistake: 'The ledger knows a fact by its event id alone, so a conflicting one counts as there already.',
    memoryLedger: () => otherLedger(({ event }) => event.eventId, 'keep'),
  },
  {
    name: 'last-acceptance-wins',
    mistake: 'A fact that comes again replaces the one that is there.',
    memoryLedger: () => otherLedger(factKey, 'replace'),
  },
  {
    name: 'any-head-wins',
    mistake: 'A head is saved whatever it was projected from.',
    memoryLedger() {
      const ledger = memoryLedger();
      const heads = new Map<string, InvoiceHead>();
      return {
        ...ledger,
        saveHead: async (head) => void heads.set(head.invoiceId, head),
        head: async (invoiceId) => heads.get(invoiceId),
      };
    },
  },
  {
    name: 'stale-reads',
    mistake: 'The ledger is read without strong consistency: the newest fact may be missing.',
    ledger: (ledger, { random }) => ({
      ...ledger,
      async facts(invoiceId) {
        const facts = await ledger.facts(invoiceId);
        return facts.length > 1 && random.chance(0.2) ? facts.slice(0, -1) : facts;
      },
    }),
  },
  {
    name: 'append-answers-early',
    mistake: 'The ledger answers before the fact is committed.',
    ledger: (ledger) => ({
      ...ledger,
      async append(fact, text) {
        void ledger.append(fact, text);
        return 'appended';
      },
    }),
  },
  {
    name: 'records-by-millisecond',
    mistake: 'Records of the same invoice and stage within a millisecond are taken for the same.',
    memoryTimeSeries: () =>
      otherTimeSeries(
        ({ dimensions, timeNs }) => `${dimensions.invoiceId} ${dimensions.stage} ${timeNs / 1_000_000n}`,
      ),
  },
  {
    name: 'records-append',
    mistake: 'The time series appends a record that is there already.',
    memoryTimeSeries() {
      let made = 0;
      return otherTimeSeries(() => `${made++}`);
    },
  },
  {
    name: 'older-record-wins',
    mistake: 'A record replaces one that was projected from more facts.',
    memoryTimeSeries: () =>
      otherTimeSeries(({ dimensions, timeNs }) => `${dimensions.invoiceId} ${dimensions.eventKey} ${timeNs}`),
  },
  {
    name: 'repeat-is-refused',
    mistake: 'The time series refuses a record that stands already with the same values.',
    memoryTimeSeries() {
      const timeSeries = memoryTimeSeries();
      return {
        ...timeSeries,
        async write(records, snapshots) {
          const standing = new Set(timeSeries.records().map(({ timeNs, version }) => `${timeNs} ${version}`));
          const rejected = records.flatMap(({ timeNs, version }, index) =>
            standing.has(`${timeNs} ${version}`) ? [{ index, reason: 'It stands already.' }] : [],
          );
          await timeSeries.write(records, snapshots);
          return rejected;
        },
      };
    },
  },
  {
    name: 'write-answers-early',
    mistake: 'The time series answers before its transaction is committed.',
    timeSeries: (timeSeries) => ({
      async write(records, snapshots) {
        void timeSeries.write(records, snapshots);
        return [];
      },
    }),
  },
  {
    name: 'older-snapshot-wins',
    mistake: 'A snapshot of an invoice replaces one that was projected from more facts.',
    memoryTimeSeries() {
      const timeSeries = memoryTimeSeries();
      const standing = new Map<string, InvoiceSnapshot>();
      return {
        ...timeSeries,
        snapshots: () => [...standing.values()],
        async write(records, snapshots = []) {
          for (const snapshot of snapshots) standing.set(snapshot.invoiceId, snapshot);
          return timeSeries.write(records);
        },
      };
    },
  },
  {
    name: 'refusal-takes-snapshots',
    mistake: 'The snapshots of a call are stored only if none of its records is refused.',
    timeSeries: (timeSeries) => ({
      async write(records, snapshots) {
        const rejected = await timeSeries.write(records);
        if (rejected.length === 0) await timeSeries.write([], snapshots);
        return rejected;
      },
    }),
  },
];

function otherLedger(keyOf: (fact: Fact) => string, second: 'replace' | 'keep'): Ledger {
  const ledger = memoryLedger();
  const invoices = new Map<string, Map<string, Fact>>();
  return {
    ...ledger,
    async append(fact) {
      const facts = invoices.get(fact.event.invoiceId) ?? new Map<string, Fact>();
      invoices.set(fact.event.invoiceId, facts);
      const isThere = facts.has(keyOf(fact));
      if (!isThere || second === 'replace') facts.set(keyOf(fact), fact);
      return isThere ? 'present' : 'appended';
    },
    facts: async (invoiceId) => [...(invoices.get(invoiceId)?.values() ?? [])],
  };
}

/** Keeps the last record of an identity. */
function otherTimeSeries(identityOf: (record: MeasureRecord) => string): ReturnType<typeof memoryTimeSeries> {
  const standing = new Map<string, MeasureRecord>();
  const { snapshots, write } = memoryTimeSeries();
  return {
    snapshots,
    records: () => [...standing.values()],
    async write(records, newSnapshots) {
      for (const record of records) standing.set(identityOf(record), record);
      return write([], newSnapshots);
    },
  };
}
