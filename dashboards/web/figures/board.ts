import type { AnomalyListing } from '../../../functions/core/analytics/anomaly/listed-anomaly.ts';
import { type FigureAsk, figurePath, type Looker, previousPath } from '../../asks.ts';
import { type Coverage, isCompared, lacksData, lookEnd, type ShortLook, shortLook } from '../../coverage.ts';
import { type Figure, figuresOf, groupKey } from '../../figures.ts';
import type { KpiReading } from '../../kpi-reader.ts';
import type { Kpi, KpiDimension } from '../../kpis/kpi.ts';
import { kpiOf } from '../../kpis/registry.ts';
import { narrowed, type View, viewParameters } from '../../view.ts';
import { hrefOf } from '../data/route.ts';
import type { Sort } from '../data/sort.ts';
import type { Feed } from '../data/status-feed.ts';
import type { Conversion } from '../data/use-converted.ts';
import type { Polled } from '../data/use-polled.ts';
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
  /** What is unusual; it is asked for if a panel of the page says so. */
  readonly anomalies: Polled<AnomalyListing>;
  readonly feed: Feed;
  /** The address of the page in its present view. */
  readonly address: string;
  /** Goes to the same page in another view. */
  readonly show: (view: View) => void;
  /** The order of the tables that have such a column; the usual one unless given. */
  readonly sort: Sort | undefined;
  readonly showSorted: (sort: Sort) => void;
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
 * only if the cell has data of all of it. There are none of a period without data.
 */
export function figuresFor(
  ask: FigureAsk,
  { answers, looker, coverage }: Board,
): readonly Figure[] | undefined {
  const name = nameOf(ask);
  const kpi = kpiOf(ask.kpi);
  const reading = answers.get(name);
  const isOfView = ask.period === undefined && ask.last === undefined;
  if (reading && isOfView && lacksData(kpi, looker, coverage)) return [];
  const before = isCompared(kpi, looker, coverage) ? answers.get(beforeOf(name)) : undefined;
  return reading && figuresOf(kpi, reading, before);
}

/**
 * What a figure lacks of the days that it looks back at; undefined if nothing.
 * @param end of its step, exclusive, RFC 3339; that of the view unless given
 */
export function shortLookOf(
  kpi: Kpi,
  { looker, coverage }: Pick<Board, 'looker' | 'coverage'>,
  end = lookEnd(kpi, looker),
): ShortLook | undefined {
  const now = new Date(looker.now).toISOString();
  return shortLook(kpi, kpi.clock === null && end > now ? now : end, coverage);
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

/** The name under which the same figure of the period before is found, if it is compared. */
export function beforeOf(name: string): string {
  return `before ${name}`;
}
