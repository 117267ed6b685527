import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Api } from '../../../cli/http/api.ts';
import { OrderedSender, type Rejection } from '../../../cli/sending/ordered-sender.ts';
import type { OutgoingEvent } from '../../../cli/sending/ready-events.ts';
import { type Stage, stages } from '../../../schemas/stages.ts';
import { instantTiming, startFakeCell, type Verdict } from './fake-cell.ts';

function outgoing(invoiceId: string, position: number, stage: Stage): OutgoingEvent {
  const eventId = `${invoiceId}#${String(position).padStart(3, '0')}`;
  return { stage, invoiceId, event: { eventId, invoiceId } };
}

/** Events of a few invoices, interleaved, each going through stages in any order. */
const traffic = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 7 }), fc.constantFrom(...stages)), { maxLength: 120 })
  .map((steps) => {
    const positions = new Map<number, number>();
    return steps.map(([invoice, stage]) => {
      const position = (positions.get(invoice) ?? 0) + 1;
      positions.set(invoice, position);
      return outgoing(`I${invoice}`, position, stage);
    });
  });

const troubles = fc.array(fc.constantFrom<Verdict>(202, 202, 429, 503, 'dropped', 'taken-but-dropped'), {
  minLength: 1,
  maxLength: 60,
});

describe('Given a cell that throttles, fails and drops connections at random', () => {
  it('When events are sent, Then every one arrives, each invoice in its order', async () => {
    await fc.assert(
      fc.asyncProperty(
        traffic,
        troubles,
        fc.integer({ min: 1, max: 8 }),
        async (events, plan, concurrency) => {
          const verdicts = [...plan];
          const cell = await startFakeCell({ verdict: () => verdicts.shift() ?? 202 });
          try {
            const sender = new OrderedSender(new Api(cell.address, instantTiming()), {
              concurrency,
              policy: { patienceMs: Number.POSITIVE_INFINITY, baseMs: 1, capMs: 1 },
            });
            for (const event of events) await sender.add(event);
            await sender.finish();

            const firstArrivals = [...new Set(cell.taken.map(({ eventId }) => eventId))];
            const perInvoice = Map.groupBy(firstArrivals, (id) => id.slice(0, id.indexOf('#')));
            for (const ids of perInvoice.values()) expect(ids).toEqual([...ids].sort());
            expect(firstArrivals).toHaveLength(events.length);
            expect(sender.accepted).toBe(events.length);
            expect(sender.rejected).toBe(0);
            expect(cell.maxConcurrent()).toBeLessThanOrEqual(concurrency);
            expect(Math.max(0, ...cell.batchSizes)).toBeLessThanOrEqual(10);
          } finally {
            await cell.close();
          }
        },
      ),
      { numRuns: 40 },
    );
  });
});

describe('Given a batch in which one event is bad', () => {
  it('When it is sent, Then only that event is rejected, with what the cell says', async () => {
    const cell = await startFakeCell({
      verdict: (events) => (events.some(({ eventId }) => eventId === 'I1#005') ? 400 : 202),
    });
    const rejections: Rejection[] = [];
    const sender = new OrderedSender(new Api(cell.address, instantTiming()), {
      concurrency: 1,
      onRejected: (rejection) => rejections.push(rejection),
    });
    for (let position = 1; position <= 9; position += 1) {
      await sender.add(outgoing('I1', position, 'ingestion'));
    }
    await sender.finish();
    await cell.close();
    expect(cell.taken.map(({ eventId }) => eventId)).toEqual(
      [1, 2, 3, 4, 6, 7, 8, 9].map((position) => `I1#00${position}`),
    );
    expect(rejections).toMatchObject([
      { status: 400, problem: 'refused with 400: the fake was told to', outgoing: { invoiceId: 'I1' } },
    ]);
  });
});

describe('Given a cell that refuses the API key', () => {
  it('When events are sent, Then sending stops with the reason, none is rejected', async () => {
    const cell = await startFakeCell({ verdict: () => 403 });
    const sender = new OrderedSender(new Api(cell.address, instantTiming()), { concurrency: 2 });
    const sending = (async () => {
      await sender.add(outgoing('I1', 1, 'ingestion'));
      await sender.finish();
    })();
    await expect(sending).rejects.toMatchObject({ code: 'KEY_REFUSED' });
    expect(sender.rejected).toBe(0);
    await cell.close();
  });
});

describe('Given no cell at the address', () => {
  it('When patience runs out, Then it says so and what to do', async () => {
    const timing = instantTiming();
    const api = new Api({ api: 'http://127.0.0.1:1', apiKey: 'k', console: 'http://127.0.0.1:1/' }, timing);
    await expect(api.postEvents('ingestion', [{}])).rejects.toMatchObject({
      code: 'CELL_UNREACHABLE',
      next: expect.stringContaining('bems up'),
    });
    expect(timing.now()).toBeGreaterThan(60_000);
    expect(Math.max(...timing.slept)).toBeLessThanOrEqual(5_000);
  });
});
