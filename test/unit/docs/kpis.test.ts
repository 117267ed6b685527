import { describe, expect, test } from 'vitest';
import { kpiReference } from '../../../dashboards/kpis/reference.ts';
import { kpis } from '../../../dashboards/kpis/registry.ts';
import { read } from './pages.ts';

describe('Given the definitions of the KPIs', () => {
  test('When their reference is written, Then it is what docs/kpis.md says', () => {
    // Otherwise: npm run kpi-reference
    expect(read('docs/kpis.md')).toBe(kpiReference());
  });

  test('When the reference is read, Then each KPI is there with its formula and clock', () => {
    const entries = kpiReference().split(/^### /m).slice(1);
    expect(entries.map((entry) => /`(.+)`, about/.exec(entry)?.[1])).toEqual(kpis.map(({ id }) => id));
    for (const entry of entries)
      expect(entry).toMatch(/^- Formula: .+\n- Counted: .+\n(?:- As of another time: .+\n)?- Unit: .+$/m);
  });
});
