import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { isByCurrency } from '../../dashboards/converted.ts';
import type { Kpi } from '../../dashboards/kpis/kpi.ts';
import { kpiOf } from '../../dashboards/kpis/registry.ts';
import type { Panel } from '../../dashboards/pages/dashboard.ts';
import { dashboards } from '../../dashboards/pages/registry.ts';
import { vendorPage } from '../../dashboards/pages/vendor.ts';
import type { Cell } from '../../infra/cells/cell.ts';
import { filterGroups } from '../../infra/quicksight/filters.ts';
import { flow } from '../../infra/quicksight/layout.ts';
import { whyLeftOut } from '../../infra/quicksight/left-out.ts';
import { type Sheet, sheetsOf, vendorSheetOf } from '../../infra/quicksight/sheets.ts';
import { QuickSightStack } from '../../infra/quicksight-stack.ts';
import { stages } from '../../schemas/stages.ts';
import { somePeople } from './quicksight-people.ts';
import { cellNamed, testApp } from './synthesis.ts';

const sheets: readonly Sheet[] = [
  ...dashboards.flatMap((page) => sheetsOf(page, [])),
  vendorSheetOf('MONTH', []),
];
const visuals = sheets.flatMap(({ placed }) => placed);

function kpisIn(panel: Panel): readonly string[] {
  if (panel.kind === 'stages')
    return [
      panel.workInProgress,
      ...stages.flatMap((stage) => [...panel.times.map((time) => `${stage}-${time}`), panel.delays[stage]]),
    ];
  if ('kpis' in panel) return panel.kpis;
  return 'kpi' in panel ? [panel.kpi] : [];
}

describe.each([...dashboards, vendorPage])('Given the page $id', (page) => {
  const own = sheets.filter(({ id }) => id.split('-')[0] === page.id);
  const shown = new Set(
    own.flatMap(({ placed }) => placed.flatMap(({ figures }) => figures.map(({ kpi }) => kpi.id))),
  );
  const panels = page.sections.flatMap(({ panels }): readonly Panel[] => panels);

  test('When it is a dashboard, Then every figure is on it', () => {
    const said = panels.filter((panel) => whyLeftOut(panel) === undefined);
    expect(said.flatMap(kpisIn).filter((kpi) => !shown.has(kpi))).toEqual([]);
  });

  test('When a panel is not there, Then its sheet says why', () => {
    const left = panels.filter((panel) => whyLeftOut(panel) !== undefined).map(({ title }) => title);
    const said = own.flatMap(({ leftOut }) => leftOut).join(' ');
    expect(left.filter((title) => !said.includes(title))).toEqual([]);
  });
});

const hasColumn = (visual: object, column: string) =>
  JSON.stringify(visual).includes(`"columnName":"${column}"`);
const groups = filterGroups(sheets);

/** The filter groups that reach a visual, but for those of all sheets. */
function groupsOf(id: string): readonly string[] {
  return groups
    .filter(({ scopeConfiguration }) => JSON.stringify(scopeConfiguration).includes(`"${id}"`))
    .map(({ filterGroupId }) => filterGroupId);
}

/** The clocks of the rows that a visual is narrowed to. */
function clocksOf(id: string): string {
  return JSON.stringify(
    groups.filter(
      ({ filterGroupId }) =>
        groupsOf(id).includes(filterGroupId) && filterGroupId.startsWith('group-clocks-'),
    ),
  );
}

const isTimed = ({ clock }: Kpi) => clock !== null;

describe.each(visuals)('Given the visual $id', ({ id, visual, figures, time }) => {
  const kpis = figures.map(({ kpi }) => kpi);

  test('When it shows money, Then never of two currencies in one sum', () => {
    const needed = kpis.some(isByCurrency);
    const told = hasColumn(visual, 'currency') || groupsOf(id).includes('group-forecast-currency');
    expect(!needed || told).toBe(true);
  });

  test('When a period is chosen, Then it counts if it is about one, and only then', () => {
    const levels = figures.some(({ dataSet }) => dataSet === 'invoice-levels');
    const [period, ahead] = ['group-period', 'group-ahead'].map((group) => groupsOf(id).includes(group));
    expect([period, ahead]).toEqual([time === 'period' && (levels || kpis.some(isTimed)), time === 'ahead']);
    expect(period || ahead).toBe(levels || kpis.some(isTimed));
  });

  test('When it is narrowed to times, Then to those of all of its figures', () => {
    for (const { kpi, dataSet } of figures)
      if (dataSet === 'invoices' && kpi.clock && 'field' in kpi.clock)
        expect(clocksOf(id)).toContain(`"${kpi.clock.field}"`);
    const counts = groupsOf(id).filter((group) => group.startsWith('group-clocks-'));
    expect(counts.length).toBe(figures.some(({ dataSet }) => dataSet === 'invoices') ? 1 : 0);
  });

  test('When it shows levels, Then by day: those of two days do not add up', () => {
    if (!figures.some(({ dataSet }) => dataSet === 'invoice-levels')) return;
    const text = JSON.stringify(visual);
    expect(text).toContain('"dateGranularity":"DAY"');
    expect(text).not.toContain('hierarchyId');
  });
});

describe('Given figures that others publish too, and money that should not be there', () => {
  const text = JSON.stringify(visuals.map(({ visual }) => visual));

  test('When one misses what others reach, Then it is red, in the unit that is shown', () => {
    const { target, title } = kpiOf('receipt-to-approved-mean');
    expect(target?.value).toBe(3.1 * 86_400_000);
    expect(text).toContain(`"expression":"{${title} in days (figure)} > 3.1"`);
  });

  test('When something is overdue, Then it is red', () => {
    expect(text).toContain(`"expression":"{${kpiOf('overdue-amount').title} (figure)} > 0"`);
  });
});

describe('Given the pages on which what is unusual is shown', () => {
  const own = ['executive', 'operations'].map((page) =>
    visuals.filter(
      ({ id, fields = [] }) =>
        id.startsWith(`${page}-`) && fields.some(({ dataSet }) => dataSet === 'anomaly-scores'),
    ),
  );

  test('When they are laid out, Then each has scores, and the hours of episodes', () => {
    for (const [scores, episodes, ...others] of own) {
      expect(others).toEqual([]);
      expect(groupsOf(scores?.id ?? '')).toEqual(['group-recent']);
      expect(groupsOf(episodes?.id ?? '')).toEqual(['group-recent', 'group-episodes']);
      expect(JSON.stringify(scores?.visual)).toContain('"staticConfiguration":{"value":-0.9}');
      expect(JSON.stringify(episodes?.visual)).toContain('"expression":"{How unusual (score)} > 0"');
    }
    const [filter] = groups.filter(({ filterGroupId }) => filterGroupId === 'group-episodes');
    expect(JSON.stringify(filter)).toContain('"categoryValues":["unusual"]');
  });

  test('When others are looked at, Then scores are on no other page', () => {
    const all = visuals.filter(({ visual }) => JSON.stringify(visual).includes('"anomaly-scores"'));
    expect(all.map(({ id }) => id)).toEqual(own.flat().map(({ id }) => id));
  });
});

describe('Given invoices that are stuck', () => {
  const past = '"expression":"{Days past its deadline} > 0"';

  test('When they are listed, Then they alone, and in red', () => {
    const [list, ...others] = visuals.filter(({ isOfStuck }) => isOfStuck === true);
    expect([list?.id.startsWith('operations-'), others]).toEqual([true, []]);
    expect(groupsOf(list?.id ?? '')).toEqual(['group-stuck']);
    const [filter] = groups.filter(({ filterGroupId }) => filterGroupId === 'group-stuck');
    expect(JSON.stringify(filter)).toContain('"categoryValues":["stuck"]');
    expect(JSON.stringify(list?.visual)).toContain(past);
  });

  test('When the largest invoices are listed, Then those past their deadline are red', () => {
    for (const { top, visual } of visuals) if (top) expect(JSON.stringify(visual)).toContain(past);
  });
});

describe('Given the largest invoices of each currency', () => {
  test('When a page wants so many, Then it has so many, by currency', () => {
    const panels = [...dashboards, vendorPage].flatMap(({ sections }) =>
      sections.flatMap(({ panels: of }): readonly Panel[] => of),
    );
    const limits = panels.flatMap((panel) => (panel.kind === 'invoices' ? [panel.limit] : []));
    const tops = visuals.filter(({ top }) => top !== undefined);
    expect(tops.map(({ top }) => top?.count)).toEqual(limits);
    for (const { id, top, visual } of tops) {
      const [filter] = groups.filter(
        ({ filterGroupId }) => groupsOf(id).includes(filterGroupId) && filterGroupId.startsWith('group-top-'),
      );
      expect(JSON.stringify(filter)).toContain(`"rangeMaximum":{"staticValue":${top?.count}}`);
      expect(JSON.stringify(visual)).toMatch(/"rowSort":\[\{"fieldSort":\{"fieldId":"[\w-]+\.currency"/);
    }
  });
});

describe('Given elements of any size', () => {
  test('When they are laid out, Then none is over another or beyond the sheet', () => {
    const elements = [9, 9, 18, 36, 9, 18, 18].map((width, index) => ({
      ...{ id: `${index}`, type: 'VISUAL' as const, width, height: 1 + (index % 3) },
    }));
    const cells = flow(elements).flatMap(({ columnIndex = 0, columnSpan, rowIndex = 0, rowSpan }) =>
      Array.from({ length: columnSpan * rowSpan }, (_, cell) => {
        const column = columnIndex + (cell % columnSpan);
        expect(column).toBeLessThan(36);
        return `${column}/${rowIndex + Math.floor(cell / columnSpan)}`;
      }),
    );
    expect(new Set(cells).size).toBe(cells.length);
  });
});

describe('Given a cell with a lake that names a data source for QuickSight', () => {
  const cell: Cell = { ...cellNamed('eu-1'), timeSeries: { store: 'lake', keptDays: 3_650 } };
  const dataSourceArn = 'arn:aws:quicksight:eu-west-1:111111111111:datasource/time-series';
  const written = () => {
    const app = testApp();
    new QuickSightStack(app, 'quicksight', { cell, source: dataSourceArn, people: somePeople });
    return readFileSync(app.synth().getStackByName('quicksight').templateFullPath, 'utf8');
  };

  test('When it is synthesized twice, Then the template is the same, and not too large', () => {
    const [template, again] = [written(), written()];
    expect(again).toBe(template);
    expect(Buffer.byteLength(template)).toBeLessThan(1_000_000);
  });
});
