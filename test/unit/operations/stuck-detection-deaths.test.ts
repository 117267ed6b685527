import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Records } from '../../../functions/core/ports.ts';
import { dayMinutes, type Heard, type StuckPorts, stuckWorld } from './stuck-world.ts';

class Died extends Error {}

/** The ports of a run that dies before or after its n-th call of any of them; from then on nothing works. */
function dying(world: StuckPorts, call: number, when: 'before' | 'after'): StuckPorts {
  let calls = 0;
  const guard =
    <Args extends readonly unknown[], Result>(act: (...args: Args) => Promise<Result>) =>
    async (...args: Args): Promise<Result> => {
      calls += 1;
      if (calls > call || (calls === call && when === 'before')) throw new Died();
      const result = await act(...args);
      if (calls >= call) throw new Died();
      return result;
    };
  const records: Records = {
    create: guard(world.records.create),
    read: guard(world.records.read),
    replace: guard(world.records.replace),
    remove: guard(world.records.remove),
    list: guard(world.records.list),
  };
  const { ledger, bus } = world;
  return {
    records,
    ledger: { ...ledger, overdue: guard(ledger.overdue), facts: guard(ledger.facts) },
    bus: { announce: guard(bus.announce) },
  };
}

/** The announcements of each invoice in the order they were first heard, with repeats by id left out. */
function distinct(heard: readonly Heard[]): Map<string, string[]> {
  const seen = new Map(heard.toReversed().map((each) => [each.id, each]));
  const firsts = [...seen.values()].reverse();
  return new Map(
    [...Map.groupBy(firsts, ({ invoiceId }) => invoiceId)].map(([invoiceId, all]) => [
      invoiceId,
      all.map(({ detailType }) => detailType),
    ]),
  );
}

const invoices = Array.from({ length: 12 }, (_, i) => `INV-${i}`);
const stuckAt = 5 * dayMinutes + 1;

describe('Given a detector that dies at any call', () => {
  test('When it runs again, Then every listener that drops repeats hears each once', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.integer({ min: 1, max: 90 }), fc.constantFrom('before', 'after')), {
          minLength: 1,
          maxLength: 6,
        }),
        async (deaths) => {
          const world = stuckWorld();
          for (const invoiceId of invoices) await world.happen(invoiceId, 'authorization', 'pending', 0);
          const heard: Heard[] = [];
          const runAll = async (from: number) => {
            for (const [index, [call, when]] of deaths.entries()) {
              world.at(from + index);
              await world.detect(dying(world, call, when)).catch((error: unknown) => {
                if (!(error instanceof Died)) throw error;
              });
            }
            for (let run = 0; run < 2; run++) {
              world.at(from + deaths.length + run);
              await world.detect();
            }
            heard.push(...world.heard());
          };
          await runAll(stuckAt);
          expect(distinct(heard)).toEqual(new Map(invoices.map((id) => [id, ['InvoiceStuck']])));
          for (const invoiceId of invoices)
            await world.happen(invoiceId, 'posting', 'paid', stuckAt + 10, { eventId: 'paid' });
          await runAll(stuckAt + 20);
          expect(distinct(heard)).toEqual(
            new Map(invoices.map((id) => [id, ['InvoiceStuck', 'InvoiceUnstuck']])),
          );
          expect(await world.records.list('stuck', { limit: 100 })).toEqual([]);
        },
      ),
      { numRuns: 60 },
    );
  });

  test('When it dies before it announces, Then nothing is announced twice', async () => {
    const world = stuckWorld();
    await world.happen('INV-1', 'authorization', 'pending', 0);
    world.at(stuckAt);
    const bus = { announce: () => Promise.reject(new Died()) };
    expect((await world.detect({ bus })).failed).toHaveLength(1);
    await world.detect();
    expect(world.heard()).toEqual([]);
    world.at(stuckAt + 1);
    await world.detect();
    await world.detect();
    expect(world.heard()).toHaveLength(1);
  });
});

describe('Given two detectors at once', () => {
  test('When they run in any interleaving, Then each invoice is announced once', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), async (scheduler) => {
        const world = stuckWorld();
        for (const invoiceId of invoices) await world.happen(invoiceId, 'authorization', 'pending', 0);
        world.at(stuckAt);
        const ports = () => ({
          ledger: { ...world.ledger, facts: scheduler.scheduleFunction(world.ledger.facts) },
          bus: { announce: scheduler.scheduleFunction(world.bus.announce) },
          records: {
            ...world.records,
            create: scheduler.scheduleFunction(world.records.create),
            replace: scheduler.scheduleFunction(world.records.replace),
            list: scheduler.scheduleFunction(world.records.list),
          },
        });
        await scheduler.waitFor(Promise.all([world.detect(ports()), world.detect(ports())]));
        const heard = world.heard().map(({ invoiceId }) => invoiceId);
        expect(heard.toSorted()).toEqual(invoices.toSorted());
      }),
      { numRuns: 50 },
    );
  });
});
