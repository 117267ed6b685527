import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { knowsEmptyMinutes } from '../../../functions/adapters/lake/empty-minutes.ts';

const minuteMs = 60_000;
const start = Date.UTC(2026, 2, 2, 10);
const at = (minute: number) => start + minute * minuteMs;

/** A table of receipts, which counts the statements that it is asked. */
function tableOf(...receipts: number[]) {
  let isKnown = true;
  const world = { asked: 0, commits: 0, failing: false };
  const rows = async (sql: string) => {
    world.asked += 1;
    if (world.failing) throw new Error('QUERY_FAILED');
    const from = Date.parse(`${/TIMESTAMP '([^']+)'/.exec(sql)?.[1]?.replace(' ', 'T')}Z`);
    const found = receipts.filter((receipt) => receipt >= from);
    const last = found.length > 0 ? new Date(Math.max(...found)) : undefined;
    return [[last?.toISOString().replace('T', ' ').replace('Z', '')]];
  };
  const versions = { of: async () => (isKnown ? `v${world.commits}` : undefined) };
  const isEmpty = knowsEmptyMinutes({ rows }, versions);
  return {
    world,
    isEmpty: (from: number) => isEmpty({ from, to: from + minuteMs }),
    holds: (from: number) => receipts.some((receipt) => receipt >= from && receipt < from + minuteMs),
    write(receipt: number) {
      receipts.push(receipt);
      world.commits += 1;
    },
    saysNothing() {
      isKnown = false;
    },
  };
}

describe('Given a table of records that looks are made at', () => {
  test('When nothing is committed, Then one statement answers all later looks', async () => {
    const table = tableOf(at(0));
    expect(await table.isEmpty(at(5))).toBe(false);
    for (const minute of [6, 7, 8, 900]) expect(await table.isEmpty(at(minute))).toBe(true);
    expect(table.world.asked).toBe(1);
  });

  test('When a minute is not after the last receipt, Then it has to be read', async () => {
    const table = tableOf(at(0), at(5));
    await table.isEmpty(at(4));
    expect(await table.isEmpty(at(4))).toBe(false);
    expect(await table.isEmpty(at(5))).toBe(false);
    expect(await table.isEmpty(at(6))).toBe(true);
    expect(await table.isEmpty(at(3))).toBe(false);
  });

  test('When it is not known what state it has, or asking fails, Then nothing is guessed', async () => {
    const table = tableOf();
    await table.isEmpty(at(1));
    table.world.failing = true;
    await expect(table.isEmpty(at(2))).rejects.toThrow('QUERY_FAILED');
    table.world.failing = false;
    expect(await table.isEmpty(at(2))).toBe(true);
    table.saysNothing();
    expect(await table.isEmpty(at(3))).toBe(false);
  });

  test('When it is said to be empty, Then no receipt is ever in those minutes', async () => {
    const anyStep = fc.tuple(fc.constantFrom('look', 'look', 'write'), fc.integer({ min: 0, max: 8 }));
    let said = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(anyStep, { maxLength: 20 }), async (steps) => {
        const table = tableOf();
        for (const [step, minute] of steps) {
          if (step === 'write') table.write(at(minute));
          else if (await table.isEmpty(at(minute))) {
            said += 1;
            expect(table.holds(at(minute))).toBe(false);
          }
        }
      }),
    );
    expect(said).toBeGreaterThan(0);
  });
});
