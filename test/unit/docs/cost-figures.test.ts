import Big from 'big.js';
import { describe, expect, it } from 'vitest';
import type { Cell, Retention } from '../../../infra/cells/cell.ts';
import { cells } from '../../../infra/cells/cells.ts';
import { firstCell } from '../../../infra/cells/examples.ts';
import { tenYears } from '../../../infra/cells/retentions.ts';
import { smallAlarmsOf } from '../../../infra/cells/small-alarms.ts';
import { type CostPlan, costPlan } from '../../../infra/planner/cost-plan.ts';
import { read, sectionOf } from './pages.ts';

const [us = firstCell] = cells.filter(({ name }) => name === 'us-1');
const headline = 86_400_000;

/** A month of the headline load, ten events in each POST, were this the retention of us-1. */
const monthWith = (retention: Retention): CostPlan => costPlan({ ...us, retention }, headline, 10);
const idle = (cell: Cell): CostPlan => costPlan(cell, 0, 10);
const { hotDays: _, ...allHot } = tenYears;

const goal = '20000';
const asItIs = monthWith(us.retention);
const defaults = monthWith(tenYears);
const single = costPlan(us, headline, 1);
const warm = idle(us).hops.find(({ hop }) => hop === 'Lambda, warm and scheduled');
const alarms = String(smallAlarmsOf(firstCell).length);

/** Every sum, percentage and number of alarms in a text, as the planner writes them. */
function figuresIn(text: string): readonly string[] {
  const figures = text.match(/\d{1,3}(,\d{3})+(\.\d+)?|\d+\.\d\d\b|\d+(?= (%|alarms))/g) ?? [];
  return figures.map((figure) => figure.replaceAll(',', ''));
}

function percent(part: string, whole: string): string {
  return new Big(part).div(whole).times(100).toFixed(0);
}

/** The paragraph of a text that begins so. */
function paragraph(text: string, start: string): string {
  const [, found = ''] = text.split(start);
  return found.split('\n\n')[0] ?? '';
}

describe('Given figures of the planner in prose', () => {
  it('When the page on cost says what they mean, Then they are those of today', () => {
    expect(figuresIn(sectionOf('docs/cost-and-quotas.md', '## What the figures say'))).toEqual([
      ...[goal, asItIs.month.usd],
      ...[monthWith({ ...tenYears, hotDays: 30 }).month.usd, defaults.month.usd],
      ...[asItIs.month.most, defaults.month.most],
      ...[single.month.usd, asItIs.month.usd],
      percent(new Big(single.month.usd).minus(asItIs.month.usd).toString(), asItIs.month.usd),
      ...[idle(us).month.usd, percent(warm?.usd ?? '', idle(us).month.usd)],
      ...[alarms, idle(firstCell).month.usd, idle(firstCell).lessFree],
    ]);
    expect(Number(asItIs.month.usd)).toBeLessThanOrEqual(Number(goal));
    expect(Number(idle(firstCell).lessFree)).toBeLessThan(5);
  });

  it('When a decision says what it costs, Then the figures are those of today', () => {
    const ledger = read('docs/adr/0049-a-ledger-that-lets-go.md');
    expect(figuresIn(paragraph(ledger, '**What it costs.**'))).toEqual([
      ...[monthWith(allHot).month.usd, defaults.month.usd],
      ...[defaults.addedPerYear.usd, monthWith(allHot).addedPerYear.usd],
      ...[monthWith({ ...tenYears, hotDays: 30 }).month.usd, asItIs.month.usd],
    ]);
    const small = read('docs/adr/0055-what-a-small-cell-costs-idle.md');
    const { month, lessFree } = idle(firstCell);
    expect(figuresIn(paragraph(small, '**What.**'))).toEqual([month.usd, lessFree]);
    expect(figuresIn(paragraph(small, 'The profile has:\n\n- **'))).toContain(alarms);
    expect(paragraph(small, '**What remains of ')).toMatch(new RegExp(`^${lessFree}\\.\\*\\*`));
  });

  it('When the sum of the goal is given, Then what it leaves out is true', () => {
    expect(us.quickSightDataSourceArn).toBeUndefined();
    expect(us.downstream).toBeUndefined();
    expect(asItIs.month.without.join()).toMatch(/dashboards and people ask.*use their key/);
  });
});
