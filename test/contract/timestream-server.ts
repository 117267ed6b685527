import { isDeepStrictEqual } from 'node:util';
import { bodyOf, startHttpDouble } from './http-double.ts';

interface WireRecord {
  readonly Dimensions: readonly unknown[];
  readonly MeasureName: string;
  readonly MeasureValues: readonly unknown[];
  readonly Time: string;
  readonly Version: number;
}

/**
 * WriteRecords over HTTP with the rules moto leaves out: a higher version replaces, a repeat is
 * accepted, anything else is rejected with the version that stands, and a call takes 100 records.
 * `standing` is what a query would see.
 * https://docs.aws.amazon.com/timestream/latest/developerguide/API_WriteRecords.html
 */
export async function startTimestreamServer() {
  const standing = new Map<string, WireRecord>();

  /** @returns the rejection, or nothing when the record was taken */
  const write = (record: WireRecord, RecordIndex: number) => {
    const identity = JSON.stringify([record.Dimensions, record.MeasureName, record.Time]);
    const before = standing.get(identity);
    if (!before || before.Version < record.Version) standing.set(identity, record);
    else if (before.Version > record.Version || !isDeepStrictEqual(before, record))
      return { RecordIndex, Reason: 'A higher version must be specified.', ExistingVersion: before.Version };
    return undefined;
  };

  const double = await startHttpDouble(async (request, response) => {
    const { Records }: { Records: readonly WireRecord[] } = JSON.parse((await bodyOf(request)).toString());
    const reply = (status: number, body: object) => {
      response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' });
      response.end(JSON.stringify(body));
    };
    if (Records.length > 100)
      return reply(400, { __type: 'ValidationException', message: 'Too many records' });
    const rejected = Records.map(write).filter((rejection) => rejection !== undefined);
    if (rejected.length === 0) return reply(200, { RecordsIngested: { Total: Records.length } });
    reply(419, {
      __type: 'com.amazonaws.timestream.v20181101#RejectedRecordsException',
      Message: 'One or more records have been rejected.',
      RejectedRecords: rejected,
    });
  });
  return { ...double, standing: (): readonly WireRecord[] => [...standing.values()] };
}
