import { describe, expect, test } from 'vitest';
import { historyDigest } from '../../../functions/core/invoice/history-digest.ts';
import { project } from '../../../functions/core/invoice/projection.ts';
import { usualStageDeadlines } from '../../../functions/core/invoice/stage-deadlines.ts';
import { create } from '../../../functions/history/create.ts';
import { memoryLedger } from '../../doubles/memory-ledger.ts';
import { memoryRecords } from '../../doubles/memory-records.ts';
import { factOf, memoryMetrics } from './harness.ts';

function request(invoiceId: string) {
  return {
    pathParameters: { invoiceId },
    requestContext: { requestId: 'req-9' },
  };
}

describe('The history of an invoice', () => {
  describe('Given facts stored in any order', () => {
    test('When asked, Then head and events answer, in the order they happened', async () => {
      const ledger = memoryLedger();
      const received = factOf();
      const paid = factOf({
        stage: 'posting',
        event: { eventId: 'evt-2', status: 'paid', occurredAt: '2026-03-20T08:00:00.000Z' },
      });
      await ledger.append(paid);
      await ledger.append(received);

      const { statusCode, headers, body } = await create({
        ledger,
        records: memoryRecords(),
        metrics: memoryMetrics(),
        stageDeadlines: usualStageDeadlines,
      })(request('INV-1'));

      expect(statusCode).toBe(200);
      expect(headers?.['Content-Type']).toBe('application/json');
      expect(JSON.parse(body)).toEqual({
        invoiceId: 'INV-1',
        head: project([received, paid]),
        events: [received, paid],
        decisions: [],
        disregarded: [],
        digest: historyDigest([received, paid], []),
      });
    });
  });

  describe('Given an id with reserved characters', () => {
    test('When asked percent-encoded, Then it is that invoice', async () => {
      const ledger = memoryLedger();
      const invoiceId = 'RE/2026#17?50%25';
      await ledger.append(factOf({ event: { invoiceId } }));

      const { statusCode, body } = await create({
        ledger,
        records: memoryRecords(),
        metrics: memoryMetrics(),
        stageDeadlines: usualStageDeadlines,
      })(request(encodeURIComponent(invoiceId)));

      expect(statusCode).toBe(200);
      expect(JSON.parse(body).invoiceId).toBe(invoiceId);
    });
  });

  describe('Given an unknown invoice', () => {
    test('When asked, Then the answer is a 404 problem with a code', async () => {
      const { statusCode, headers, body } = await create({
        ledger: memoryLedger(),
        records: memoryRecords(),
        metrics: memoryMetrics(),
        stageDeadlines: usualStageDeadlines,
      })(request('INV-none'));

      expect(statusCode).toBe(404);
      expect(headers?.['Content-Type']).toBe('application/problem+json');
      expect(JSON.parse(body)).toMatchObject({ status: 404, code: 'INVOICE_UNKNOWN', requestId: 'req-9' });
    });
  });

  describe('Given an id that is none', () => {
    test.each([
      ['a broken escape', '%E0%A4%A'],
      ['a control character', 'a%00b'],
      ['nothing', ''],
      ['too long a text', 'x'.repeat(129)],
    ])('When it is %s, Then the answer is a 400 problem without the ledger', async (_, id) => {
      const ledger = { ...memoryLedger(), facts: () => Promise.reject(new Error('asked')) };

      const { statusCode, headers, body } = await create({
        ledger,
        records: memoryRecords(),
        metrics: memoryMetrics(),
        stageDeadlines: usualStageDeadlines,
      })(request(id));

      expect(statusCode).toBe(400);
      expect(headers?.['Content-Type']).toBe('application/problem+json');
      expect(JSON.parse(body)).toMatchObject({ status: 400, code: 'INVOICE_ID_MALFORMED' });
    });
  });
});
