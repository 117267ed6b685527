import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Batch, InvoicePool } from '../../../bench/invoice-pool.ts';
import { Run } from '../../../bench/invoices.ts';
import { stageStatuses } from '../../../schemas/stages.ts';

const statuses = new Map<string, readonly string[]>(Object.entries(stageStatuses));

/** Takes and gives back in any order: a number picks which of the batches under way to give back. */
const turns = fc.array(fc.option(fc.nat()), { minLength: 1, maxLength: 200 });
const pools = fc.record({ batch: fc.integer({ min: 1, max: 10 }), open: fc.nat(100) });

/** Plays the turns, and tells each batch that is taken together with those that are under way. */
function play(
  { batch, open }: { batch: number; open: number },
  choices: readonly (number | null)[],
  onTake: (taken: Batch, underWay: readonly Batch[]) => void,
) {
  const pool = new InvoicePool(new Run('test', Date.now()), batch, open);
  const underWay: Batch[] = [];
  for (const choice of choices) {
    const [ended] = choice === null ? [] : underWay.splice(choice % Math.max(1, underWay.length), 1);
    if (ended) pool.giveBack(ended);
    else {
      const taken = pool.take();
      onTake(taken, underWay);
      underWay.push(taken);
    }
  }
}

describe('Given a pool of invoices and any order of requests and replies', () => {
  test('when batches are taken, then no invoice ever has two events under way', () => {
    fc.assert(
      fc.property(pools, turns, (pool, choices) => {
        play(pool, choices, (taken, underWay) => {
          const ids = [taken, ...underWay].flatMap(({ events }) => events.map(({ invoiceId }) => invoiceId));
          expect(new Set(ids).size).toBe(ids.length);
        });
      }),
    );
  });

  test('when batches are taken, then the events of an invoice come in order, with no gap', () => {
    fc.assert(
      fc.property(pools, turns, (pool, choices) => {
        const steps = new Map<string, number>();
        play(pool, choices, ({ events }) => {
          for (const { invoiceId, step } of events) {
            expect(step).toBe((steps.get(invoiceId) ?? step - 1) + 1);
            steps.set(invoiceId, step);
          }
        });
      }),
    );
  });

  test('when a batch is taken, then it is full and all of it is of the stage it names', () => {
    fc.assert(
      fc.property(pools, turns, (pool, choices) => {
        play(pool, choices, ({ stage, events }) => {
          expect(events).toHaveLength(pool.batch);
          for (const { body } of events) expect(statuses.get(stage)).toContain(JSON.parse(body).status);
        });
      }),
    );
  });
});
