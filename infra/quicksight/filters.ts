import type { CfnDashboard } from 'aws-cdk-lib/aws-quicksight';
import { dimensionTitles } from '../../dashboards/dimension-titles.ts';
import type { KpiDimension } from '../../dashboards/kpis/kpi.ts';
import { clockOf } from '../../dashboards/quicksight/invoices-sql.ts';
import { inEpisode } from '../../dashboards/quicksight/scores-sql.ts';
import { isStuck } from '../../dashboards/quicksight/stuck-sql.ts';
import { vendorParameter, vendorSheet } from './actions.ts';
import { columnOf } from './fields.ts';
import { forecastCurrency, recentDays } from './parameters.ts';
import type { Placed } from './placed.ts';

/** A sheet as filters know it. */
export interface FilteredSheet {
  readonly id: string;
  readonly placed: readonly Placed[];
}

/** What can be chosen on every sheet, for all of them; a data set without the column is not narrowed. */
const chosen = ['currency', 'vendorId', 'vendorCountry', 'producer'] as const satisfies KpiDimension[];

const filterId = (dimension: string) => `filter-${dimension}`;

/** The controls of what can be chosen. */
export function filterControls(
  sheetId: string,
): readonly { readonly id: string; readonly control: CfnDashboard.FilterControlProperty }[] {
  return chosen.map((dimension) => {
    const id = `${sheetId}-filter-${dimension}`;
    return { id, control: { crossSheet: { filterControlId: id, sourceFilterId: filterId(dimension) } } };
  });
}

/** Every filter of a definition. */
export function filterGroups(sheets: readonly FilteredSheet[]): CfnDashboard.FilterGroupProperty[] {
  return [
    ...scoped(
      'period',
      sheets,
      ({ time }) => time === 'period',
      fromTo('filter-period', columnOf('invoices', 'time'), {
        rangeMinimumValue: { parameter: 'From' },
        rangeMaximumValue: { parameter: 'To' },
      }),
    ),
    ...scoped(
      'ahead',
      sheets,
      ({ time }) => time === 'ahead',
      fromTo('filter-ahead', columnOf('invoices', 'time'), {
        rangeMinimumValue: dayFromToday(0),
        rangeMaximumValue: dayFromToday(91),
      }),
    ),
    ...scoped(
      'recent',
      sheets,
      ({ time }) => time === 'recent',
      fromTo('filter-recent', columnOf('anomaly-scores', 'time'), {
        rangeMinimumValue: dayFromToday(-recentDays),
        rangeMaximumValue: dayFromToday(1),
      }),
      'SINGLE_DATASET',
    ),
    ...scoped(
      'episodes',
      sheets,
      ({ isOfEpisodes }) => isOfEpisodes === true,
      anyOf('filter-episodes', columnOf('anomaly-scores', 'episode'), [inEpisode.yes]),
      'SINGLE_DATASET',
    ),
    ...scoped(
      'stuck',
      sheets,
      ({ isOfStuck }) => isOfStuck === true,
      anyOf('filter-stuck', columnOf('invoices-now', 'stuck'), [isStuck.yes]),
      'SINGLE_DATASET',
    ),
    ...chosen.map(choice),
    ...scoped('forecast-currency', sheets, ({ isOfOneCurrency }) => isOfOneCurrency === true, {
      categoryFilter: {
        ...{ filterId: 'filter-forecast-currency', column: columnOf('invoices', 'currency') },
        configuration: equals(forecastCurrency),
      },
    }),
    ...vendorOf(sheets),
    ...clockGroups(sheets),
    ...topGroups(sheets),
  ];
}

function choice(dimension: (typeof chosen)[number]): CfnDashboard.FilterGroupProperty {
  return {
    filterGroupId: `group-${dimension}`,
    crossDataset: 'ALL_DATASETS',
    status: 'ENABLED',
    scopeConfiguration: { allSheets: {} },
    filters: [
      {
        categoryFilter: {
          ...{ filterId: filterId(dimension), column: columnOf('invoices', dimension) },
          configuration: {
            filterListConfiguration: { matchOperator: 'CONTAINS', selectAllOptions: 'FILTER_ALL_VALUES' },
          },
          defaultFilterControlConfiguration: {
            title: dimensionTitles[dimension],
            controlOptions: { defaultDropdownOptions: { type: 'MULTI_SELECT' } },
          },
        },
      },
    ],
  };
}

type Column = CfnDashboard.ColumnIdentifierProperty;

/** Only rows of the days from one on up to another. */
function fromTo(
  id: string,
  column: Column,
  range: Pick<CfnDashboard.TimeRangeFilterProperty, 'rangeMinimumValue' | 'rangeMaximumValue'>,
): CfnDashboard.FilterProperty {
  return {
    timeRangeFilter: {
      ...{ filterId: id, column, timeGranularity: 'DAY', nullOption: 'NON_NULLS_ONLY' },
      ...range,
      ...{ includeMinimum: true, includeMaximum: false },
    },
  };
}

/** So many days after today, or before it. */
function dayFromToday(days: number): CfnDashboard.TimeRangeFilterValueProperty {
  const today = "truncDate('DD', now())";
  return {
    rollingDate: { expression: days === 0 ? today : `addDateTime(${days}, 'DD', ${today})` },
  };
}

/** Only rows with any of these values. */
function anyOf(id: string, column: Column, values: readonly string[]): CfnDashboard.FilterProperty {
  return {
    categoryFilter: {
      ...{ filterId: id, column },
      configuration: {
        filterListConfiguration: { matchOperator: 'CONTAINS', categoryValues: [...values] },
      },
    },
  };
}

function equals(parameterName: string): CfnDashboard.CategoryFilterConfigurationProperty {
  return {
    customFilterConfiguration: { matchOperator: 'EQUALS', nullOption: 'NON_NULLS_ONLY', parameterName },
  };
}

function vendorOf(sheets: readonly FilteredSheet[]): readonly CfnDashboard.FilterGroupProperty[] {
  return scoped(
    'this-vendor',
    sheets.filter(({ id }) => id === vendorSheet),
    () => true,
    {
      categoryFilter: {
        ...{ filterId: 'filter-this-vendor', column: columnOf('invoices', 'vendorId') },
        configuration: equals(vendorParameter),
      },
    },
  );
}

/** The clocks whose rows a visual reads of the data set of invoices. */
function clocksOf({ figures }: Placed): readonly string[] {
  const clocks = figures.flatMap(({ kpi, dataSet }) => (dataSet === 'invoices' ? (clockOf(kpi) ?? []) : []));
  return [...new Set(clocks)].sort();
}

/** Only the rows that a visual adds up: Athena leaves the others out before it reads them. */
function clockGroups(sheets: readonly FilteredSheet[]): readonly CfnDashboard.FilterGroupProperty[] {
  const all = sheets.flatMap(({ placed }) => placed.map(clocksOf)).filter((clocks) => clocks.length > 0);
  const distinct = new Map(all.map((clocks) => [clocks.join(), clocks]));
  return [...distinct].flatMap(([key, clocks], index) =>
    scoped(
      `clocks-${index}`,
      sheets,
      (placed) => clocksOf(placed).join() === key,
      anyOf(`filter-clocks-${index}`, columnOf('invoices', 'clock'), clocks),
      'SINGLE_DATASET',
    ),
  );
}

/** The first rows of each currency, of what other filters leave. */
function topGroups(sheets: readonly FilteredSheet[]): readonly CfnDashboard.FilterGroupProperty[] {
  const tops = sheets.flatMap(({ placed }) => placed.flatMap(({ top }) => top ?? []));
  const distinct = new Map(tops.map((top) => [`${top.count} ${top.place.name}`, top]));
  return [...distinct.values()].flatMap(({ place, count }, index) =>
    scoped(
      `top-${index}`,
      sheets,
      ({ top }) => top?.place.name === place.name && top.count === count,
      {
        numericRangeFilter: {
          ...{ filterId: `filter-top-${index}`, column: columnOf(place.dataSet, place.name) },
          ...{ nullOption: 'NON_NULLS_ONLY', rangeMaximum: { staticValue: count }, includeMaximum: true },
        },
      },
      'SINGLE_DATASET',
    ),
  );
}

/** A filter of some visuals; none if there are no such visuals. */
function scoped(
  name: string,
  sheets: readonly FilteredSheet[],
  isMeant: (placed: Placed) => boolean,
  filter: CfnDashboard.FilterProperty,
  crossDataset: 'ALL_DATASETS' | 'SINGLE_DATASET' = 'ALL_DATASETS',
): readonly CfnDashboard.FilterGroupProperty[] {
  const scopes = sheets.flatMap(({ id, placed }) => {
    const visualIds = placed.filter(isMeant).map((each) => each.id);
    return visualIds.length === 0 ? [] : [{ sheetId: id, scope: 'SELECTED_VISUALS', visualIds }];
  });
  if (scopes.length === 0) return [];
  return [
    {
      ...{ filterGroupId: `group-${name}`, crossDataset, status: 'ENABLED', filters: [filter] },
      scopeConfiguration: { selectedSheets: { sheetVisualScopingConfigurations: scopes } },
    },
  ];
}
