import { describe, expect, it } from 'vitest';
import { measureSections } from './sections.ts';

describe('Given the sections of measures', () => {
  it.each(measureSections)('When $id is run in short, Then the detector beats the rest', async (section) => {
    const { table } = await section.run({ isShort: true, data: '' });
    const [head = [], ours = [], ...others] = table;
    expect(others).toHaveLength(2);
    const f1 = (row: readonly string[]) => Number(row[head.indexOf('F1')]);
    expect(f1(ours)).toBeGreaterThan(0);
    for (const row of others) expect(f1(ours)).toBeGreaterThanOrEqual(f1(row));
  });
});
