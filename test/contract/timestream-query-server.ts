import { type Dimension, dimensions, type MeasureRecord } from '../../functions/core/measures/measures.ts';
import { bodyOf, startHttpDouble } from './http-double.ts';

/**
 * The one query that is asked: some columns of the records of a span of time that were received in
 * another.
 */
const query =
  /^SELECT (?<columns>.+) FROM "(?<database>.+)"\."(?<table>.+)" WHERE time >= from_milliseconds\((?<from>-?\d+)\) AND time < from_milliseconds\((?<to>-?\d+)\) AND measure_name = 'event' AND "receivedAt" >= from_milliseconds\((?<since>\d+)\) AND "receivedAt" < from_milliseconds\((?<until>\d+)\)$/;

const rowsPerPage = 2;

/**
 * Timestream's Query over HTTP, which moto answers only with what it was told before. It pages, gives
 * numbers and times back as Timestream writes them, and counts the records that it looked at.
 * https://docs.aws.amazon.com/timestream/latest/developerguide/API_query_Query.html
 */
export async function startTimestreamQueryServer(records: () => readonly MeasureRecord[]) {
  let scanned = 0;
  const double = await startHttpDouble(async (request, response) => {
    const { QueryString, NextToken } = JSON.parse((await bodyOf(request)).toString());
    const { columns = '', from, to, since, until } = query.exec(QueryString)?.groups ?? {};
    if (from === undefined) throw new Error(`this query is not known here: ${QueryString}`);
    const within = (value: number | bigint, low?: string, high?: string) =>
      value >= Number(low) && value < Number(high);
    const spanned = records().filter(({ timeNs }) => within(timeNs / 1_000_000n, from, to));
    const found = spanned.filter(({ measures }) => within(Number(measures.receivedAt), since, until));
    const at = Number(NextToken ?? 0);
    if (at === 0) scanned += spanned.length;
    const page = found.slice(at, at + rowsPerPage);
    const names = columns.split(', ').map((column) => column.slice(1, -1));
    response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' });
    response.end(
      JSON.stringify({
        QueryId: 'query',
        ColumnInfo: names.map((Name) => ({ Name, Type: { ScalarType: 'VARCHAR' } })),
        Rows: page.map((record) => ({ Data: names.map((name) => dataOf(record, name)) })),
        ...(at + rowsPerPage < found.length && { NextToken: String(at + rowsPerPage) }),
      }),
    );
  });
  return { ...double, scanned: () => scanned };
}

function dataOf({ dimensions: values, measures }: MeasureRecord, name: string): object {
  if (name === 'receivedAt') return { ScalarValue: timestamp(Number(measures.receivedAt)) };
  if (name === 'amount') return { ScalarValue: double(Number(measures.amount)) };
  const value = isDimension(name) ? values[name] : '';
  return value === '' ? { NullValue: true } : { ScalarValue: value };
}

function isDimension(name: string): name is Dimension {
  return dimensions.some((known) => known === name);
}

function timestamp(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 23).replace('T', ' ')}000000`;
}

/** As Trino writes a DOUBLE: `1.2504E3`, `-0.0`. */
function double(value: number): string {
  if (Math.abs(value) >= 1e3) return value.toExponential().replace('e+', 'E');
  return Number.isInteger(value) ? `${Object.is(value, -0) ? '-0' : value}.0` : String(value);
}
