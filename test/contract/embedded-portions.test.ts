import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import Big from 'big.js';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { field, number } from '../../dashboards/kpis/expression.ts';
import { expressionSql } from '../../local/time-series/expression-sql.ts';
import { nearColumn } from '../../local/time-series/stored-columns.ts';

const scope = { subject: 'invoices', today: '2026-11-27' } as const;

interface Question {
  /** Whole number of 10^-12. */
  readonly units: bigint;
  readonly days: number;
  readonly times: number;
  readonly over: number;
}

/** The same by another way: rounded once, half to even. */
function rounded({ units, days, times, over }: Question): string {
  const Exact = Big();
  Exact.DP = 6;
  Exact.RM = Exact.roundHalfEven;
  return new Exact(`${units}e-12`).times(days).times(times).div(over).toFixed(6);
}

describe('Given portions of amounts in DuckDB', () => {
  let connection: DuckDBConnection;
  beforeAll(async () => {
    connection = await (await DuckDBInstance.create()).connect();
  });
  afterAll(() => connection.closeSync());

  async function stored({ units, days, times, over }: Question): Promise<string> {
    const portion = { product: [field('openAmount'), number(days)] } as const;
    const { sql, values } = expressionSql({ portion, times, over }, scope);
    const amount = `(SELECT ${units}::HUGEINT::DECIMAL(38, 0) * 0.000000000001::DECIMAL(13, 12) AS "openAmount")`;
    const rows = `(SELECT *, "openAmount"::DOUBLE AS ${nearColumn(field('openAmount'))} FROM ${amount})`;
    const result = await connection.run(`SELECT ${sql}::VARCHAR FROM ${rows}`, [...values]);
    const [row] = await result.getRows();
    return new Big(String(row?.[0])).toFixed(6);
  }

  const terms = {
    days: fc.integer({ min: -400, max: 4_000 }),
    times: fc.integer({ min: 1, max: 100 }),
    over: fc.integer({ min: 1, max: 40_000 }),
  };

  test('When any amount is divided, Then it is rounded exactly', () =>
    fc.assert(
      fc.asyncProperty(
        fc.record({ units: fc.bigInt(-(10n ** 29n), 10n ** 29n), ...terms }),
        async (question) => {
          expect(await stored(question)).toBe(rounded(question));
        },
      ),
      { numRuns: 300 },
    ));

  test('When an amount is of a usual size, Then it is rounded exactly', () =>
    fc.assert(
      fc.asyncProperty(
        fc.record({ units: fc.bigInt(-(10n ** 19n), 10n ** 19n), ...terms }),
        async (question) => {
          expect(await stored(question)).toBe(rounded(question));
        },
      ),
      { numRuns: 300 },
    ));

  const ofAnySize = fc
    .integer({ min: 0, max: 15 })
    .chain((digits) => fc.bigInt(-(10n ** BigInt(digits)), 10n ** BigInt(digits)));

  test('When half a millionth remains or nearly so, Then it is always exact', () =>
    fc.assert(
      fc.asyncProperty(ofAnySize, terms.over, fc.bigInt(-1n, 1n), async (half, over, beside) => {
        const units = (2n * half + 1n) * BigInt(over) * 500_000n + beside;
        const question = { units, days: 1, times: 1, over };
        expect(await stored(question)).toBe(rounded(question));
      }),
      { numRuns: 400 },
    ));
});
