import { type FigureAsk, figurePath, type Looker, previousPath } from '../../asks.ts';
import { coverageAsks, type Gap, gapOf, unfiltered } from '../../coverage.ts';
import { type Figure, figuresOf, groupKey } from '../../figures.ts';
import type { KpiReading } from '../../kpi-reader.ts';
import type { KpiDimension } from '../../kpis/kpi.ts';
import { kpiOf } from '../../kpis/registry.ts';
import { narrowed, type View, viewParameters } from '../../view.ts';
import { hrefOf } from '../data/route.ts';
import type { Sort } from '../data/sort.ts';
import type { Feed } from '../data/status-feed.ts';
import type { Conversion } from '../data/use-converted.ts';
import type { Answers, Ask } from '../data/use-readings.ts';

/** What every panel of a page shows its figures from. */
export interface Board {
  readonly looker: Looker;
  /** As the view shows them. */
  readonly answers: Answers<KpiReading>;
  /** As the cell gave them: each amount in its own currency. */
  readonly readings: Answers<KpiReading>;
  /** Undefined while each amount is shown in its own currency. */
  readonly conversion: Conversion | undefined;
  readonly coverage: Coverage;
  readonly feed: Feed;
  /** The address of the page in its present view. */
  readonly address: string;
  /** Goes to the same page in another view. */
  readonly show: (view: View) => void;
  /** The order of the tables that have such a column; the usual one unless given. */
  readonly sort: Sort | undefined;
  readonly showSorted: (sort: Sort) => void;
}

/** Whether the cell has data of all of the period before, as far as that is known. */
export type Coverage =
  | { readonly isKnown: false }
  | { readonly isKnown: true; readonly gap: Gap | undefined };

/** What tells that; nothing if nothing is compared. */
export function asksOfCoverage(looker: Looker): readonly Ask[] {
  if (!looker.view.compare) return [];
  return coverageAsks(looker).flatMap((ask) => asksFor(ask, unfiltered(looker)));
}

/** What the answers to those tell. */
export function coverageFrom(looker: Looker, answers: Answers<KpiReading>): Coverage {
  const [earlier, within] = coverageAsks(looker).map((ask) => answers.get(nameOf(ask)));
  return earlier && within ? { isKnown: true, gap: gapOf(looker, earlier, within) } : { isKnown: false };
}

/** What the period before lacks; undefined if nothing, or nothing is compared. */
export function gapIn({ looker, coverage }: Pick<Board, 'looker' | 'coverage'>): Gap | undefined {
  return looker.view.compare && coverage.isKnown ? coverage.gap : undefined;
}

/** Asks for a figure and, if it is compared, for that of the period before. */
export function asksFor(ask: FigureAsk, looker: Looker): readonly Ask[] {
  const name = nameOf(ask);
  const before = ask.period ? undefined : previousPath(ask, looker);
  return [
    {
      ...{ name, path: figurePath(ask, looker) },
      ...(ask.settled && { settled: true }),
      ...(ask.goesOn && { goesOn: true }),
    },
    ...(before && !ask.bucket ? [{ name: beforeOf(name), path: before, settled: true }] : []),
  ];
}

/** The name under which the answer is found. */
export function nameOf({ kpi, by = [], bucket, period, as }: FigureAsk): string {
  return [kpi, ...by, bucket ?? '', as ?? (period ? 'ahead' : '')].join('|');
}

/**
 * The figures that were asked for; undefined until they are there. They are held against the period before
 * only if the cell has data of all of it.
 */
export function figuresFor(
  ask: FigureAsk,
  { answers, looker, coverage }: Board,
): readonly Figure[] | undefined {
  const name = nameOf(ask);
  const reading = answers.get(name);
  const isWhole = coverage.isKnown && coverage.gap === undefined;
  const before = looker.view.compare && isWhole ? answers.get(beforeOf(name)) : undefined;
  return reading && figuresOf(kpiOf(ask.kpi), reading, before);
}

/** The one figure of a group; undefined if there is none. */
export function figureOf(figures: readonly Figure[], group: Figure['row']['group']): Figure | undefined {
  const key = groupKey({ group });
  return figures.find(({ row }) => groupKey(row) === key);
}

/**
 * The link to the invoices behind a figure; undefined if it is not about invoices.
 * @param sort the column that they are sorted by
 */
export function invoicesHrefOf(
  kpi: string,
  { looker, address, conversion }: Pick<Board, 'looker' | 'address' | 'conversion'>,
  group: Readonly<Partial<Record<KpiDimension, string>>> = {},
  sort?: string,
): string | undefined {
  if (kpiOf(kpi).subject !== 'invoices') return undefined;
  const parameters = new URLSearchParams({ kpi });
  for (const [name, value] of viewParameters(viewBehind(looker.view, group, conversion)))
    parameters.append(name, value);
  if (sort !== undefined) parameters.set('sort', sort);
  parameters.set('back', address);
  return hrefOf('invoices', parameters);
}

/** Behind a converted figure are the invoices of all currencies that it was converted from. */
function viewBehind(
  view: View,
  group: Readonly<Partial<Record<KpiDimension, string>>>,
  conversion: Conversion | undefined,
): View {
  if (!conversion || group.currency !== conversion.currency) return narrowed(view, group);
  const { currency: _, ...others } = group;
  const wide = narrowed(view, others);
  return conversion.behind ? { ...wide, filters: { ...wide.filters, currency: conversion.behind } } : wide;
}

function beforeOf(name: string): string {
  return `before ${name}`;
}
