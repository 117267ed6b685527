import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Condition, Expression, Kpi } from '../../../dashboards/kpis/kpi.ts';
import { kpis } from '../../../dashboards/kpis/registry.ts';
import { projectRoot } from '../../../local/project-root.ts';

const rooms = [
  'schemas',
  'functions',
  'infra',
  'operations',
  'dashboards',
  'emulator',
  'local',
  'cli',
  'bench',
  'lib',
];
const sources = globSync(`{${rooms.join(',')}}/**/*.{ts,tsx}`, { cwd: projectRoot }).map((file) => ({
  file,
  text: readFileSync(join(projectRoot, file), 'utf8'),
}));

/** The files outside a folder in which something is found, and what. */
function found(pattern: RegExp, { within = '', except = [] as readonly string[] } = {}): readonly string[] {
  return sources
    .filter(({ file }) => file.startsWith(within) && !except.some((folder) => file.startsWith(folder)))
    .flatMap(({ file, text }) => [...text.matchAll(pattern)].map(([match]) => `${file}: ${match}`));
}

/** The fields that an expression or a condition reads. */
function fieldsIn(part: Expression | Condition | Kpi['aggregate']): readonly string[] {
  const text = JSON.stringify(part);
  return [...text.matchAll(/"(?:field|known|unknown)":"(\w+)"/g)].map(([, name = '']) => name);
}

describe('Given the definitions of the KPIs and all other sources', () => {
  test('When formulas are compared, Then no two KPIs have the same', () => {
    const formulas = kpis.map(({ subject, aggregate, clock, where, groupBy }) =>
      JSON.stringify({ subject, aggregate, clock, where, groupBy }),
    );
    expect(formulas.filter((formula, index) => formulas.indexOf(formula) !== index)).toEqual([]);
    expect(new Set(kpis.map(({ id }) => id)).size).toBe(kpis.length);
    expect(new Set(kpis.map(({ title }) => title)).size).toBe(kpis.length);
  });

  test('When ids of KPIs are looked for, Then only pages name them: what is shown where', () => {
    // One word may be anything.
    const ids = kpis.map(({ id }) => id).filter((id) => id.includes('-'));
    const named = new RegExp(`['"\`](?:${ids.join('|')})['"\`]`, 'g');
    expect(found(named, { except: ['dashboards/kpis/', 'dashboards/pages/'] })).toEqual([]);
    expect(found(named, { within: 'dashboards/kpis/' }).length).toBeGreaterThan(20);
  });

  test('When formulas are looked for, Then nobody imports one besides the aging of a row', () => {
    const definitions =
      /import[^;]+from '[^']*kpis\/(?:derived|activity|volume|payables|discounts|speed|quality)\.ts'/g;
    const imports = found(definitions, { except: ['dashboards/kpis/'] });
    expect(imports.filter((each) => !/import \{ (?:aging|agingBuckets) \} from/.test(each))).toEqual([]);
    expect(imports.length).toBeGreaterThan(0);
  });

  test('When dashboards are searched, Then only what renders SQL holds any', () => {
    const sql =
      /\b(?:SELECT|GROUP BY|ORDER BY|quantile_\w+|date_trunc|date_diff|(?:sum|avg|count|median)\()/g;
    const rendering = ['athena', 'quicksight', 'sql'].map((folder) => `dashboards/${folder}/`);
    expect(found(sql, { within: 'dashboards/', except: rendering })).toEqual([]);
    expect(found(sql, { within: 'local/time-series/' }).length).toBeGreaterThan(5);
  });

  test('When the renderers are searched, Then no field of a formula is named there', () => {
    const fields = new Set(
      kpis.flatMap(({ aggregate, clock, where }) => [
        ...fieldsIn(aggregate),
        ...(clock ? fieldsIn(clock) : []),
        ...(where ? fieldsIn(where) : []),
      ]),
    );
    expect(fields.size).toBeGreaterThan(20);
    // A rollup has its own clock, and lists begin with the largest amounts, per currency.
    for (const name of ['receivedAt', 'amount', 'openAmount', 'status', 'stage', 'currency', 'documentType'])
      fields.delete(name);
    const named = new RegExp(`\\b(?:${[...fields].join('|')})\\b`, 'g');
    const renderers = ['kpi-sql', 'expression-sql', 'rollup-figures', 'statement', 'kpi-columns'];
    const files = renderers.map((name) => `local/time-series/${name}.ts`);
    for (const within of [...files, 'dashboards/quotient.ts']) expect(found(named, { within })).toEqual([]);
  });
});
