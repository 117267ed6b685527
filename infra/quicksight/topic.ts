import type { CfnTopic } from 'aws-cdk-lib/aws-quicksight';
import { dimensionSynonyms } from '../../dashboards/dimension-synonyms.ts';
import type { Kpi, Unit } from '../../dashboards/kpis/kpi.ts';
import { kpis } from '../../dashboards/kpis/registry.ts';
import type { DataSetColumn, DataSetName, FigureDataSet } from '../../dashboards/quicksight/data-set.ts';
import { figureFormula, inOneCurrency } from '../../dashboards/quicksight/measures.ts';
import { stageTitles } from '../../dashboards/stage-titles.ts';

/** A data set that is asked, and where it is. */
export interface AskedDataSet extends Pick<FigureDataSet, 'name' | 'title' | 'grain' | 'columns'> {
  readonly arn: string;
}

/**
 * Levels of two days do not add up, and a question that names no day would add them; a score is no figure that anybody
 * asks for by name.
 */
const notAsked: readonly DataSetName[] = ['invoice-levels', 'anomaly-scores'];

/** What a topic knows of its data sets, from the definitions of figures. */
export function topicDataSets(sets: readonly AskedDataSet[]): CfnTopic.DatasetMetadataProperty[] {
  return sets.filter(({ name }) => !notAsked.includes(name)).map(describedSet);
}

/** How finely times are told apart. */
function granularityOf({ name }: AskedDataSet): 'DAY' | 'HOUR' {
  return name === 'event-hours' ? 'HOUR' : 'DAY';
}

function describedSet(set: AskedDataSet): CfnTopic.DatasetMetadataProperty {
  const { arn, title, grain, columns } = set;
  const rows = granularityOf(set);
  const time = columns.find(({ role }) => role === 'time');
  const measured = new Set(columns.flatMap((column) => column.kpis ?? []));
  return {
    datasetArn: arn,
    datasetName: title,
    datasetDescription: shortened(grain),
    ...(time && {
      dataAggregation: { datasetRowDateGranularity: rows, defaultDateColumnName: time.name },
    }),
    columns: columns.map((column) => describedColumn(column, rows)),
    calculatedFields: kpis.filter(({ id }) => measured.has(id)).map(figure),
  };
}

/** A measure is asked for by the figures that are worked out of it; `clock` says what a row is by. */
function isAsked({ name, role }: DataSetColumn): boolean {
  return role !== 'measure' && name !== 'clock';
}

function describedColumn(column: DataSetColumn, rows: 'DAY' | 'HOUR'): CfnTopic.TopicColumnProperty {
  const { name, title, role } = column;
  if (!isAsked(column)) return { columnName: name, isIncludedInTopic: false };
  const synonyms = isDimension(name) ? dimensionSynonyms[name] : [];
  return {
    columnName: name,
    columnFriendlyName: title,
    columnDataRole: 'DIMENSION',
    isIncludedInTopic: true,
    ...(synonyms.length > 0 && { columnSynonyms: [...synonyms] }),
    ...(role === 'time' && { timeGranularity: rows }),
    ...(name === 'stage' && {
      cellValueSynonyms: Object.entries(stageTitles).map(([cellValue, synonym]) => ({
        cellValue,
        synonyms: [synonym],
      })),
    }),
  };
}

function isDimension(name: string): name is keyof typeof dimensionSynonyms {
  return Object.hasOwn(dimensionSynonyms, name);
}

const msPerHour = 3_600_000;

/** How figures of each unit are shown; durations in hours. */
const formats: Readonly<Record<Unit, CfnTopic.DefaultFormattingProperty>> = {
  count: numbers(0),
  money: numbers(2),
  share: { displayFormat: 'PERCENT', displayFormatOptions: { fractionDigits: 1 } },
  days: numbers(1, ' days'),
  duration: numbers(1, ' h'),
};

function numbers(fractionDigits: number, suffix?: string): CfnTopic.DefaultFormattingProperty {
  return {
    displayFormat: 'NUMBER',
    displayFormatOptions: { fractionDigits, useGrouping: true, ...(suffix !== undefined && { suffix }) },
  };
}

/** A figure as it is asked for, by its title and its synonyms. */
function figure(kpi: Kpi): CfnTopic.TopicCalculatedFieldProperty {
  const { title, synonyms, explanation, better, unit, aggregate } = kpi;
  const addsUp = aggregate.kind === 'count' || aggregate.kind === 'sum';
  return {
    calculatedFieldName: title,
    calculatedFieldDescription: shortened(explanation),
    ...(synonyms && { calculatedFieldSynonyms: [...synonyms] }),
    expression: expressionOf(kpi),
    columnDataRole: 'MEASURE',
    isIncludedInTopic: true,
    defaultFormatting: formats[unit],
    ...(better && {
      comparativeOrder: { useOrdering: better === 'more' ? 'GREATER_IS_BETTER' : 'LESSER_IS_BETTER' },
    }),
    ...(!addsUp && { nonAdditive: true }),
  };
}

/** The formula of the figure. */
function expressionOf(kpi: Kpi): string {
  const formula = figureFormula(kpi);
  const shown = kpi.unit === 'duration' ? `(${formula}) / ${msPerHour}.0` : formula;
  return inOneCurrency(kpi, shown);
}

/** The longest description that QuickSight takes (API reference, TopicColumn and others: LimitedString). */
const maxDescription = 256;

/** As many of its sentences as fit; of a first one that is too long, what fits. */
function shortened(text: string): string {
  if (text.length <= maxDescription) return text;
  const end = text.slice(0, maxDescription).lastIndexOf('. ');
  return end > 0 ? text.slice(0, end + 1) : `${text.slice(0, maxDescription - 1)}…`;
}
