import { describe, expect, it } from 'vitest';
import { runDrill } from './drill.ts';
import { shortPlan } from './plan.ts';
import { promisesKept } from './promises.ts';

/** `npm run drill` is a hundred times as long, and watches the alarms. */
describe('Given poison, both stores away in turn, a kill -9 and a planted loss', () => {
  it('When redriven and reconciled, Then every promise is kept', async () => {
    const outcome = await runDrill(shortPlan, () => {});
    expect(promisesKept(outcome).filter(({ kept }) => !kept)).toEqual([]);
    expect(outcome.redriven + outcome.discarded).toBeGreaterThan(1);
  }, 240_000);
});
