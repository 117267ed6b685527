import { describe, expect, test } from 'vitest';
import { dimensionSynonyms } from '../../../dashboards/dimension-synonyms.ts';
import { kpiOf, kpis } from '../../../dashboards/kpis/registry.ts';
import type { FigureDataSet } from '../../../dashboards/quicksight/data-set.ts';
import { figureDataSets } from '../../../dashboards/quicksight/data-sets.ts';
import { figureFormula, notInQuickSight } from '../../../dashboards/quicksight/measures.ts';
import { stageTitles } from '../../../dashboards/stage-titles.ts';
import { usualStageDeadlines } from '../../../functions/core/invoice/stage-deadlines.ts';
import { topicDataSets } from '../../../infra/quicksight/topic.ts';
import { isObject, type JsonObject, parseJson } from '../../../lib/json.ts';
import { objectsOf, textAt, textsOf } from '../../template/invariants/resources.ts';
import { everythingIn } from '../../template/quicksight/walk.ts';

const tables = {
  invoices: '(invoices)',
  rollup: 'rollup',
  scores: '(scores)',
  recordsSince: () => '(records)',
};
const figures = figureDataSets(tables, usualStageDeadlines);
const asked = described(figures);

/** The data sets of a topic as CloudFormation gets them, but for the case of their names. */
function described(sets: readonly FigureDataSet[]): readonly JsonObject[] {
  const all = topicDataSets(sets.map((set) => ({ ...set, arn: `arn:${set.name}` })));
  return objectsOf(parseJson(JSON.stringify(all)));
}

function figureNamed(title: string): JsonObject {
  const found = asked
    .flatMap((set) => objectsOf(set.calculatedFields))
    .find((field) => field.calculatedFieldName === title);
  if (!found) throw new Error(`Nobody can ask for ${title}`);
  return found;
}

describe('Given the figures of a lake', () => {
  test('When it is asked for any, Then a topic has it by its title and explanation', () => {
    const offered = kpis.filter((kpi) => notInQuickSight(kpi) === undefined);
    expect(offered.length).toBeGreaterThan(50);
    for (const { title, explanation, synonyms } of offered) {
      const field = figureNamed(title);
      const description = textAt(field, 'calculatedFieldDescription') ?? '';
      expect(explanation.startsWith(description.replace(/…$/, ''))).toBe(true);
      expect(textsOf(field.calculatedFieldSynonyms)).toEqual(synonyms ?? []);
    }
  });

  test('When levels of several days could be added, Then nobody is offered them', () => {
    expect(asked.map((set) => set.datasetArn)).toEqual([
      'arn:invoices',
      'arn:invoices-now',
      'arn:event-hours',
    ]);
  });

  test('When a figure is of amounts, Then it is of one currency or of none', () => {
    const ofCurrency = kpis.filter(({ groupBy }) => groupBy?.includes('currency'));
    expect(ofCurrency.length).toBeGreaterThan(20);
    for (const kpi of ofCurrency)
      expect(figureNamed(kpi.title).expression).toBe(
        `ifelse(distinct_count({currency}) = 1, ${figureFormula(kpi)}, NULL)`,
      );
  });

  test('When a figure has no currency, Then it is its formula, durations in hours', () => {
    const [rate, time] = [kpiOf('touchless-rate'), kpiOf('receipt-to-paid-p50')];
    expect(figureNamed(rate.title).expression).toBe(figureFormula(rate));
    expect(figureNamed(time.title).expression).toBe(`(${figureFormula(time)}) / 3600000.0`);
    expect(JSON.stringify(figureNamed(time.title).defaultFormatting)).toContain('" h"');
    expect(JSON.stringify(figureNamed(rate.title).defaultFormatting)).toContain('PERCENT');
  });

  test('When more of it is good or bad, Then the topic knows which is better', () => {
    const orderOf = (id: string) => figureNamed(kpiOf(id).title).comparativeOrder;
    expect(orderOf('touchless-rate')).toEqual({ useOrdering: 'GREATER_IS_BETTER' });
    expect(orderOf('exception-rate')).toEqual({ useOrdering: 'LESSER_IS_BETTER' });
    expect(orderOf('received-invoices')).toBeUndefined();
  });

  test('When a figure is divided or ranked, Then its parts do not add up to it', () => {
    const additive = (id: string) => figureNamed(kpiOf(id).title).nonAdditive;
    expect(additive('exception-rate')).toBe(true);
    expect(additive('receipt-to-paid-p90')).toBe(true);
    expect(additive('days-late')).toBe(true);
    expect(additive('received-amount')).toBeUndefined();
    expect(additive('open-invoices')).toBeUndefined();
  });

  test('When a column is for formulas alone, Then it is left out of questions', () => {
    const columns = asked.flatMap((set) => objectsOf(set.columns));
    const included = columns.filter((column) => column.isIncludedInTopic === true);
    const names = new Set(included.map((column) => textAt(column, 'columnName')));
    expect(names).toContain('vendorId');
    expect(names).toContain('invoiceId');
    expect(names).not.toContain('clock');
    for (const set of figures)
      for (const { name, role } of set.columns) if (role === 'measure') expect(names).not.toContain(name);
    expect(columns.length).toBe(
      figures
        .filter(({ name }) => name !== 'invoice-levels' && name !== 'anomaly-scores')
        .flatMap(({ columns: own }) => own).length,
    );
  });

  test('When a dimension is asked for, Then by its title, its synonyms and its values', () => {
    const stage = asked
      .flatMap((set) => objectsOf(set.columns))
      .find(({ columnName }) => columnName === 'stage');
    expect(stage).toMatchObject({
      columnFriendlyName: 'Stage',
      columnSynonyms: dimensionSynonyms.stage,
      cellValueSynonyms: Object.entries(stageTitles).map(([cellValue, title]) => ({
        cellValue,
        synonyms: [title],
      })),
    });
    const invoice = asked
      .flatMap((set) => objectsOf(set.columns))
      .find(({ columnName }) => columnName === 'invoiceId');
    expect(invoice).toEqual({
      columnName: 'invoiceId',
      columnFriendlyName: 'Invoice',
      columnDataRole: 'DIMENSION',
      isIncludedInTopic: true,
    });
  });

  test('When it has a time, Then questions about periods are about that', () => {
    const timed = asked.flatMap((set) =>
      objectsOf(set.columns).flatMap(({ columnName, timeGranularity }) =>
        timeGranularity === undefined ? [] : [`${columnName} ${timeGranularity}`],
      ),
    );
    expect(timed).toEqual(['time DAY', 'time HOUR']);
    const dates = asked.map((set) => (isObject(set.dataAggregation) ? set.dataAggregation : undefined));
    expect(dates).toEqual([
      { datasetRowDateGranularity: 'DAY', defaultDateColumnName: 'time' },
      undefined,
      { datasetRowDateGranularity: 'HOUR', defaultDateColumnName: 'time' },
    ]);
  });

  test('When it is handed to QuickSight, Then no text of it is too long', () => {
    for (const { name, value } of everythingIn([...asked], ''))
      if (typeof value === 'string')
        expect(value.length).toBeLessThanOrEqual(name === 'expression' ? 4096 : 256);
  });
});
