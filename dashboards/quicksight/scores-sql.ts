import {
  type CalculatedField,
  type DataSetColumn,
  dimensionColumn,
  type FigureDataSet,
  textColumn,
  timeColumn,
} from './data-set.ts';

/** What `episode` says of hours and days that belong to one, and of all others. */
export const inEpisode = { yes: 'unusual', no: 'usual' } as const;

function numberColumn(name: string, type: 'INTEGER' | 'DECIMAL', title: string): DataSetColumn {
  return { name, type, role: 'measure', title };
}

/**
 * How unusual hours and days were, as the cell's detector judges them. Neither currencies nor vendors are columns: the
 * detector counts the events of a stage together; amounts say their currency in the metric, durations, medians in
 * seconds, their status, and events of one vendor its id. A share is told by its exceptions: how many there were among the events of the hour or day, and how
 * many of so many events were expected.
 * @param table SQL in parentheses, as `lastingTables` has it
 */
export function scoresDataSet(table: string): FigureDataSet {
  const exact = (name: string) => `CAST(${name} AS decimal(38, 12)) AS "${name}"`;
  const values = [
    'time AS "time"',
    'metric AS "metric"',
    'stage AS "stage"',
    `CASE WHEN exceptions THEN 'exceptions' ELSE 'all' END AS "counted"`,
    `CASE WHEN metric LIKE '%-vendor-%' THEN 'vendor' WHEN metric LIKE '%-share' THEN 'share' WHEN metric LIKE '%-amount-%' THEN 'amount' WHEN metric LIKE '%-duration-%' THEN 'duration' ELSE 'events' END AS "measure"`,
    'bucket AS "bucket"',
    'CAST(day AS varchar) AS "day"',
    `CASE WHEN episode THEN '${inEpisode.yes}' ELSE '${inEpisode.no}' END AS "episode"`,
    ...['observed AS "observed"', exact('expected'), exact('score')],
  ];
  return {
    name: 'anomaly-scores',
    title: 'How unusual hours and days were',
    grain: 'An hour or day of what is watched of a stage, of which it can be told whether it was usual.',
    subject: 'events',
    columns: [
      timeColumn,
      textColumn('metric', 'Metric'),
      dimensionColumn('stage'),
      textColumn('counted', 'All events or exceptions'),
      textColumn('measure', 'How many, which share, worth how much, how long, or of a vendor'),
      textColumn('bucket', 'Hour or day'),
      textColumn('day', 'Date in the zone of the cell'),
      textColumn('episode', 'Usual or unusual'),
      numberColumn('observed', 'INTEGER', 'Events, amount, or seconds'),
      numberColumn('expected', 'DECIMAL', 'Events, amount or seconds expected'),
      numberColumn('score', 'DECIMAL', 'Score: 0 is as usual'),
    ],
    sql: `SELECT ${values.join(', ')} FROM ${table} s`,
  };
}

/** Of many rows of a metric: events and amounts add up, durations and scores do not. */
export const scoreFields = {
  observed: { dataSet: 'anomaly-scores', name: 'Events that happened', expression: 'sum({observed})' },
  expected: { dataSet: 'anomaly-scores', name: 'Events that were expected', expression: 'sum({expected})' },
  score: { dataSet: 'anomaly-scores', name: 'How unusual (score)', expression: 'avg({score})' },
} as const satisfies Readonly<Record<string, CalculatedField>>;
