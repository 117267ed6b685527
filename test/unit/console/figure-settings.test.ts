import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type FigureSettings, parseFigureSettings } from '../../../dashboards/figure-settings.ts';
import type { Kpi, Unit } from '../../../dashboards/kpis/kpi.ts';
import { kpiOf, kpis } from '../../../dashboards/kpis/registry.ts';
import { asSet } from '../../../dashboards/pages/as-set.ts';
import { dashboards } from '../../../dashboards/pages/registry.ts';
import { meetsTarget, targetOf } from '../../../dashboards/target.ts';
import { assumedBy } from '../../../dashboards/view.ts';
import { sectionOf } from '../docs/pages.ts';

const rates = {
  base: 'EUR',
  asOf: '2026-11-20',
  source: 'ECB euro foreign exchange reference rates',
  perUnit: { USD: '1.0845', GBP: '0.8412' },
};

function settingsIn(value: unknown) {
  const parsed = parseFigureSettings(JSON.stringify(value));
  if ('errors' in parsed) throw new Error(parsed.errors.join('; '));
  return parsed.settings;
}

function errorsIn(value: unknown): readonly string[] {
  const parsed = parseFigureSettings(JSON.stringify(value));
  return 'errors' in parsed ? parsed.errors : [];
}

function first(unit: Unit): Kpi {
  const kpi = kpis.find((each) => each.unit === unit);
  if (!kpi) throw new Error(`no KPI has the unit ${unit}`);
  return kpi;
}

/** The errors of a target of the first KPI of a unit. */
function targetErrors(unit: Unit, value: unknown): readonly string[] {
  return errorsIn({ targets: { [first(unit).id]: { value, source: 'APQC 2025' } } });
}

describe('Given the settings of figures', () => {
  it('When the example of the documentation is read, Then it can be used', () => {
    const section = sectionOf('docs/local-cell.md', '## Targets and rates');
    const [, example = ''] = /```json\n(.*?)```/s.exec(section) ?? [];
    expect(parseFigureSettings(example)).toMatchObject({ settings: { rates, targets: {} } });
  });

  it('When they are read, Then they are what was written', () => {
    const targets = { [first('days').id]: { value: '17.4', source: 'APQC 2025' }, [first('money').id]: null };
    expect(settingsIn({ targets, rates })).toEqual({ targets, rates });
    expect(settingsIn({})).toEqual({});
    expect(settingsIn({ rates })).toEqual({ rates });
    const others = { assumed: { latePaymentRate: '9.5' }, approvalIsTouch: false };
    expect(settingsIn(others)).toEqual(others);
  });

  it.each([
    ['[]', 'must be an object'],
    ['{', 'not the JSON'],
    ['{"rates": {}, "rates": {}}', 'rates appears more than once'],
    ['{"target": {}}', 'target is no field'],
    ['{"targets": []}', 'targets must be an object'],
    ['{"targets": {"nonsense": null}}', 'targets.nonsense: there is no KPI'],
    ['{"targets": {"events": "5"}}', 'targets.events must be an object'],
    [
      '{"targets": {"events": {"value": "5", "source": "us", "year": 2025}}}',
      'targets.events.year is no field',
    ],
    ['{"targets": {"events": {"value": "5"}}}', 'targets.events.source'],
    ['{"targets": {"events": {"value": "5", "source": " "}}}', 'targets.events.source'],
    ['{"targets": {"events": {"value": "5", "source": "a\\nb"}}}', 'targets.events.source'],
    ['{"targets": {"events": {"value": 5, "source": "us"}}}', 'targets.events.value must be decimal text'],
    ['{"targets": {"events": {"source": "us"}}}', 'targets.events.value'],
    ['{"rates": null}', 'rates must be an object'],
    ['{"assumed": "8"}', 'assumed must be an object'],
    ['{"assumed": {"rate": "8"}}', 'assumed.rate is no field'],
    ['{"assumed": {"latePaymentRate": 8}}', 'assumed.latePaymentRate must be percent'],
    ['{"assumed": {"latePaymentRate": "100.01"}}', 'assumed.latePaymentRate must be percent'],
    ['{"approvalIsTouch": "no"}', 'approvalIsTouch must be true or false'],
  ])('When the file is %s, Then the error names the field', (text, sentence) => {
    const parsed = parseFigureSettings(text);
    expect('errors' in parsed && parsed.errors.join('\n')).toContain(sentence);
  });

  it.each([
    [{ base: 'eur' }, 'rates.base'],
    [{ base: undefined }, 'rates.base'],
    [{ asOf: '2026-02-30' }, 'rates.asOf'],
    [{ asOf: 20261120 }, 'rates.asOf'],
    [{ source: '' }, 'rates.source'],
    [{ source: 'x'.repeat(201) }, 'rates.source'],
    [{ perUnit: {} }, 'rates.perUnit must be'],
    [{ perUnit: { USD: 1.0845 } }, 'rates.perUnit.USD'],
    [{ perUnit: { USD: '0' } }, 'rates.perUnit.USD'],
    [{ perUnit: { USD: '0.000' } }, 'rates.perUnit.USD'],
    [{ perUnit: { USD: '-1' } }, 'rates.perUnit.USD'],
    [{ perUnit: { USD: '1e3' } }, 'rates.perUnit.USD'],
    [{ perUnit: { usd: '1' } }, 'rates.perUnit.usd'],
    [{ perUnit: { EUR: '1' } }, 'rates.perUnit.EUR is the base'],
    [{ per: '1' }, 'rates.per is no field'],
  ])('When its rates have %j, Then the error names the field', (wrong, sentence) => {
    const errors = errorsIn({ rates: { ...rates, ...wrong } });
    expect(errors).toHaveLength(1);
    expect(errors[0]).toContain(sentence);
  });

  it('When several fields are wrong, Then each of them is named', () => {
    const targets = { nonsense: null };
    const errors = errorsIn({
      targets,
      rates: { ...rates, base: '', perUnit: { USD: '', GBP: '' } },
      more: 1,
    });
    expect(errors).toHaveLength(5);
  });

  it.each<[Unit, unknown, boolean]>([
    ['share', '0.95', true],
    ['share', '1', true],
    ['share', '1.01', false],
    ['share', '95', false],
    ['days', '17.4', true],
    ['days', '-1', false],
    ['count', '12', true],
    ['count', '1.5', false],
    ['duration', '1503360000', true],
    ['duration', '1000', true],
    ['duration', '999', false],
    ['duration', '1000.5', false],
    ['money', '1000', false],
  ])('When a target in %s is %s, Then it is taken: %s', (unit, value, isTaken) => {
    const errors = targetErrors(unit, value);
    if (isTaken) expect(errors).toEqual([]);
    else expect(errors.join()).toContain(`targets.${first(unit).id}.value`);
  });

  it('When a text is anything, Then it is settings or says what is wrong', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        const parsed = parseFigureSettings(text);
        expect('settings' in parsed || parsed.errors.length > 0).toBe(true);
      }),
    );
  });
});

describe('Given a figure with a target of its own', () => {
  const own = kpis.find(({ target }) => target !== undefined);
  const other = first('share');
  if (!own) throw new Error('no KPI has a target');

  it('When the cell says nothing of it, Then its own holds', () => {
    expect(targetOf(own, {})).toEqual({ value: `${own.target?.value}`, source: own.target?.source });
    expect(targetOf(other, {})).toBeUndefined();
  });

  it('When the cell has another, Then that one holds, with its source', () => {
    const target = { value: '2000', source: 'the board, 2026' };
    expect(targetOf(own, { targets: { [own.id]: target } })).toEqual(target);
    expect(targetOf(other, { targets: { [own.id]: target } })).toBeUndefined();
  });

  it('When the cell takes it away, Then there is none', () => {
    expect(targetOf(own, { targets: { [own.id]: null } })).toBeUndefined();
  });
});

describe('Given a page that shows whether invoices are touched', () => {
  const shown = (settings: FigureSettings) => JSON.stringify(dashboards.map((page) => asSet(page, settings)));
  const [plain, aside] = kpis.filter(({ id }) => id.startsWith('touchless') && !id.endsWith('coverage'));

  it.each([
    [{}, plain, aside],
    [{ approvalIsTouch: true }, plain, aside],
    [{ approvalIsTouch: false }, aside, plain],
  ])('When the settings are %j, Then it shows the figure they mean', (settings, there, missing) => {
    expect(shown(settings)).toContain(`"${there?.id}"`);
    expect(shown(settings)).not.toContain(`"${missing?.id}"`);
  });
});

describe('Given a target', () => {
  const target = { value: '0.9', source: 'Board, 2026' };
  it.each([
    ['on-time-rate', '0.9', true],
    ['on-time-rate', '0.91', true],
    ['on-time-rate', '0.899999', false],
    ['exception-rate', '0.9', true],
    ['exception-rate', '0.89', true],
    ['exception-rate', '0.900001', false],
    ['on-time-rate', null, undefined],
    ['received-invoices', '5', undefined],
  ])('When %s is %s, Then whether it is met follows from its direction', (kpi, value, isMet) => {
    expect(meetsTarget(kpiOf(kpi), value, target)).toBe(isMet);
  });
});

describe('Given a rate that is assumed', () => {
  const view = { period: { days: 30 }, compare: true, filters: {} };
  it.each([
    ['nobody', view],
    ['cell', { ...view, usual: { latePaymentRate: '9.5' } }],
    ['reader', { ...view, usual: { latePaymentRate: '9.5' }, assumed: { latePaymentRate: '11' } }],
  ])('When it is set by %s, Then that is said', (who, of) => {
    expect(assumedBy(of, 'latePaymentRate')).toBe(who);
  });
});
