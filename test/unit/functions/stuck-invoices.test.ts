import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { InvoiceHead } from '../../../functions/core/invoice/head.ts';
import { project } from '../../../functions/core/invoice/projection.ts';
import { usualStageDeadlines } from '../../../functions/core/invoice/stage-deadlines.ts';
import { metricNames } from '../../../functions/core/metric-names.ts';
import type { Ledger, Ports } from '../../../functions/core/ports.ts';
import { create } from '../../../functions/stuck-invoices/create.ts';
import { maxExamined } from '../../../operations/stuck-detection/detect.ts';
import { stages } from '../../../schemas/stages.ts';
import { sampleHead } from '../../contract/samples.ts';
import { memoryBus } from '../../doubles/memory-bus.ts';
import { memoryLedger } from '../../doubles/memory-ledger.ts';
import { memoryRecords } from '../../doubles/memory-records.ts';
import { someFacts } from '../core/arbitrary-facts.ts';
import { memoryLog, memoryMetrics } from './harness.ts';

const now = '2026-03-10T12:00:00.000Z';

/** The detector on doubles, with its clock at this time. */
const detector = (ports: Pick<Ports, 'ledger' | 'log' | 'metrics'>, at: number) =>
  create({
    ...ports,
    records: memoryRecords(),
    bus: memoryBus(),
    stageDeadlines: usualStageDeadlines,
    clock: { now: () => at },
  });

/** The detector on doubles, with its clock at `now`. */
const setUp = (ledger: Ledger = memoryLedger()) => {
  const log = memoryLog();
  const metrics = memoryMetrics();
  const detect = detector({ ledger, log, metrics }, Date.parse(now));
  return { ledger, log, metrics, detect };
};

/** Has a head in the ledger, of an invoice whose facts nobody asks for. */
function waiting(ledger: Ledger, head: Partial<InvoiceHead>): Promise<void> {
  return ledger.saveHead(sampleHead({ ...head, eventCount: 0 }));
}

const stuckIn = (counts: Partial<Record<(typeof stages)[number], number>>) =>
  stages.map((stage) => [counts[stage] ?? 0, { stage }]);

describe('The detector of stuck invoices', () => {
  describe('Given invoices past their deadline', () => {
    test('When it looks, Then it counts them by stage, reports zeros and logs', async () => {
      const { ledger, log, metrics, detect } = setUp();
      const past = '2026-03-10T11:59:59.999Z';
      await waiting(ledger, { invoiceId: 'INV-1', stage: 'authorization', deadline: past });
      await waiting(ledger, { invoiceId: 'INV-2', stage: 'authorization', deadline: past });
      await waiting(ledger, { invoiceId: 'INV-3', stage: 'posting', deadline: past });
      await waiting(ledger, { invoiceId: 'INV-4', stage: 'ingestion', deadline: now });
      await waiting(ledger, { invoiceId: 'INV-5', stage: 'ingestion' });

      expect(await detect()).toEqual({ stuck: 3, capped: false, announced: 0, withdrawn: 0 });

      expect(metrics.reports(metricNames.stuckInvoices)).toEqual(stuckIn({ authorization: 2, posting: 1 }));
      expect(metrics.reports(metricNames.stuckInvoicesCapped)).toEqual([[0, undefined]]);
      expect(log.codes).toEqual(['STUCK_INVOICES']);
    });
  });

  describe('Given nothing is stuck', () => {
    test('When it looks, Then it reports zeros: silence would mean it did not look', async () => {
      const { log, metrics, detect } = setUp();
      expect(await detect()).toEqual({ stuck: 0, capped: false, announced: 0, withdrawn: 0 });
      expect(metrics.reports(metricNames.stuckInvoices)).toEqual(stuckIn({}));
      expect(log.codes).toEqual([]);
    });
  });

  describe('Given more than it takes', () => {
    test('When it looks, Then it counts up to its limit and says there are more', async () => {
      let read = 0;
      const { metrics, detect } = setUp({
        ...memoryLedger(),
        async overdue(_, limit) {
          read += limit;
          return Array.from({ length: limit }, (_, i) => ({
            invoiceId: `INV-${read - i}`,
            stage: 'posting' as const,
            deadline: now,
          }));
        },
      });
      expect(await detect()).toMatchObject({ stuck: maxExamined, capped: true });
      expect(read).toBe(maxExamined + 1);
      expect(metrics.reports(metricNames.stuckInvoices)).toEqual(stuckIn({ posting: maxExamined }));
      expect(metrics.reports(metricNames.stuckInvoicesCapped)).toEqual([[1, undefined]]);
    });
  });

  describe('Given the ledger is down', () => {
    test('When it looks, Then it fails and reports nothing', async () => {
      const { metrics, detect } = setUp({
        ...memoryLedger(),
        overdue: () => Promise.reject(new Error('away')),
      });
      await expect(detect()).rejects.toThrow('away');
      expect(metrics.reports(metricNames.stuckInvoices)).toEqual([]);
    });
  });

  describe('Given any facts in any order', () => {
    test('When it looks, Then exactly those past their last deadline are stuck', async () => {
      const anyOrder = someFacts.chain((facts) => fc.shuffledSubarray(facts, { minLength: facts.length }));
      // From before any deadline to after every one that the sample facts can have.
      const anyTime = fc.integer({ min: Date.parse('2026-03-01'), max: Date.parse('2026-05-02') });
      await fc.assert(
        fc.asyncProperty(anyOrder, anyTime, async (facts, at) => {
          const ledger = memoryLedger();
          const metrics = memoryMetrics();
          for (const [count, fact] of facts.entries()) {
            await ledger.append(fact);
            await ledger.saveHead(project(facts.slice(0, count + 1)));
          }
          await detector({ ledger, log: memoryLog(), metrics }, at)();
          const { deadline, stage } = project(facts.toReversed());
          const isStuck = deadline !== undefined && Date.parse(deadline) < at;
          expect(metrics.reports(metricNames.stuckInvoices)).toEqual(stuckIn(isStuck ? { [stage]: 1 } : {}));
        }),
      );
    });
  });
});
