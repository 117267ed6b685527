import { describe, expect, test } from 'vitest';
import { figureWindow } from '../../../local/time-series/figure-window.ts';

/** A window of a second under a clock that the test moves; what was asked and merged is counted. */
function windowOf(lengthMs: number) {
  const seen = { ms: 0, merges: 0, asked: [] as string[], fails: false };
  const window = figureWindow(
    lengthMs,
    async () => {
      seen.merges += 1;
    },
    () => seen.ms,
  );
  const ask = window.shared(
    async ({ kpi }: { readonly kpi: string; readonly at?: number }) => {
      await window.merged();
      seen.asked.push(kpi);
      if (seen.fails) throw new Error('the store is away');
      return `${kpi} at ${seen.ms}`;
    },
    ({ kpi }) => kpi,
  );
  return { seen, ask };
}

describe('Given figures that may be a second behind', () => {
  test('When many ask the same within it, Then it is answered once', async () => {
    const { seen, ask } = windowOf(1_000);
    const first = await ask({ kpi: 'a' });
    seen.ms = 999;
    expect(await Promise.all([ask({ kpi: 'a' }), ask({ kpi: 'b' }), ask({ kpi: 'b', at: 1 })])).toEqual([
      first,
      'b at 999',
      'b at 999',
    ]);
    expect(seen).toMatchObject({ asked: ['a', 'b'], merges: 1 });
  });

  test('When it is over, Then all is asked anew', async () => {
    const { seen, ask } = windowOf(1_000);
    await ask({ kpi: 'a' });
    seen.ms = 1_000;
    expect(await ask({ kpi: 'a' })).toBe('a at 1000');
    expect(seen).toMatchObject({ asked: ['a', 'a'], merges: 2 });
  });

  test('When an answer fails, Then the next one is asked for', async () => {
    const { seen, ask } = windowOf(1_000);
    seen.fails = true;
    await expect(ask({ kpi: 'a' })).rejects.toThrow('the store is away');
    seen.fails = false;
    expect(await ask({ kpi: 'a' })).toBe('a at 0');
  });
});

describe('Given figures that may not be behind at all', () => {
  test('When the same is asked twice, Then it is answered twice', async () => {
    const { seen, ask } = windowOf(0);
    await Promise.all([ask({ kpi: 'a' }), ask({ kpi: 'a' })]);
    expect(seen.asked).toEqual(['a', 'a']);
  });
});
