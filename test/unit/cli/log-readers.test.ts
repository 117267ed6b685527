import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readCsv } from '../../../cli/import/csv-reader.ts';
import type { LogRecord } from '../../../cli/import/log-record.ts';
import { readXes } from '../../../cli/import/xes-reader.ts';

/** The text, cut into pieces at the given places. */
async function* cut(text: string, places: readonly number[]): AsyncGenerator<string> {
  const sorted = [...new Set(places.map((place) => place % (text.length + 1)))].sort((a, b) => a - b);
  let start = 0;
  for (const place of [...sorted, text.length]) {
    yield text.slice(start, place);
    start = place;
  }
}

async function read(records: AsyncIterable<LogRecord>, names: readonly string[]) {
  const found = [];
  for await (const record of records) {
    found.push({
      caseId: record.caseId,
      activity: record.activity,
      timestamp: record.timestamp,
      event: names.map((name) => record.eventAttribute(name)),
      case: names.map((name) => record.caseAttribute(name)),
    });
  }
  return found;
}

const anywhere = fc.array(fc.nat(), { maxLength: 30 });

const xes = `<?xml version="1.0" encoding="UTF-8"?>
<!-- a comment with <event> in it -->
<log xes.version="1.0" xmlns="http://www.xes-standard.org/">
  <extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>
  <global scope="event"><string key="concept:name" value="UNKNOWN"/></global>
  <string key="concept:name" value="The log"/>
  <trace>
    <string key="concept:name" value="A &amp; B &#x2013; &quot;1&quot;"/>
    <float key="net" value="12.50"><string key="currency" value="EUR"/></float>
    <list key="items"><values><string key="item" value="in a list"/></values></list>
    <event>
      <string key="concept:name" value="Receive"><string key="concept:name" value="nested"/></string>
      <date key="time:timestamp" value="2024-03-31T02:30:00.000+01:00"/>
      <int key="count" value="7"/><boolean key="paid" value="true"/>
    </event>
    <event><date key="time:timestamp" value="2024-04-01T00:00:00Z"/><string key="concept:name" value="Zahlung über €"/></event>
  </trace>
  <trace><event><string key="concept:name" value="Lone"/></event></trace>
</log>`;

const csv =
  '\uFEFFcase:concept:name;concept:name;time:timestamp;case Vendor;note\r\n' +
  'C1;Receive;2024-01-01 10:00;"V;1";"says ""hi""\nover two lines"\r\n' +
  '\r\n' +
  'C2;Pay;2024-01-02 10:00;;über\r\n' +
  'C1;Pay;2024-01-03 10:00;V2;';

describe('Given an XES log', () => {
  const names = ['net', 'net/currency', 'items/item', 'count', 'paid'];

  it('When it is read, Then events carry their own and their trace’s attributes', async () => {
    expect(await read(readXes(cut(xes, []), 'a.xes'), names)).toEqual([
      {
        caseId: 'A & B – "1"',
        activity: 'Receive',
        timestamp: '2024-03-31T02:30:00.000+01:00',
        event: [undefined, undefined, undefined, '7', 'true'],
        case: ['12.50', 'EUR', 'in a list', undefined, undefined],
      },
      {
        caseId: 'A & B – "1"',
        activity: 'Zahlung über €',
        timestamp: '2024-04-01T00:00:00Z',
        event: [undefined, undefined, undefined, undefined, undefined],
        case: ['12.50', 'EUR', 'in a list', undefined, undefined],
      },
      {
        caseId: undefined,
        activity: 'Lone',
        timestamp: undefined,
        event: [undefined, undefined, undefined, undefined, undefined],
        case: [undefined, undefined, undefined, undefined, undefined],
      },
    ]);
  });

  it('When its text comes in pieces cut anywhere, Then the same is read', async () => {
    const whole = await read(readXes(cut(xes, []), 'a.xes'), names);
    await fc.assert(
      fc.asyncProperty(anywhere, async (places) => {
        expect(await read(readXes(cut(xes, places), 'a.xes'), names)).toEqual(whole);
      }),
    );
  });

  it.each([
    ['is cut short', '<log><trace><event>'],
    ['is no XML', 'case,activity\n1,2'],
    [
      'has attributes of a trace after its events',
      '<log><trace><event></event><string key="concept:name" value="x"/></trace></log>',
    ],
  ])('When the file %s, Then it says which file cannot be read', async (_, text) => {
    await expect(read(readXes(cut(text, []), 'broken.xes'), [])).rejects.toMatchObject({
      code: 'XES_INVALID',
      message: expect.stringContaining('broken.xes'),
    });
  });
});

describe('Given a CSV log', () => {
  const names = ['Vendor', 'note'];
  const options = { delimiter: ';' };

  it('When it is read, Then columns are found under their names and prefixes', async () => {
    expect(await read(readCsv(cut(csv, []), 'a.csv', options), names)).toEqual([
      {
        caseId: 'C1',
        activity: 'Receive',
        timestamp: '2024-01-01 10:00',
        event: [undefined, 'says "hi"\nover two lines'],
        case: ['V;1', 'says "hi"\nover two lines'],
      },
      {
        caseId: 'C2',
        activity: 'Pay',
        timestamp: '2024-01-02 10:00',
        event: [undefined, 'über'],
        case: [undefined, 'über'],
      },
      {
        caseId: 'C1',
        activity: 'Pay',
        timestamp: '2024-01-03 10:00',
        event: [undefined, undefined],
        case: ['V2', undefined],
      },
    ]);
  });

  it('When its text comes in pieces cut anywhere, Then the same is read', async () => {
    const whole = await read(readCsv(cut(csv, []), 'a.csv', options), names);
    await fc.assert(
      fc.asyncProperty(anywhere, async (places) => {
        expect(await read(readCsv(cut(csv, places), 'a.csv', options), names)).toEqual(whole);
      }),
    );
  });

  it.each([
    ['a column is missing', 'id,when\n1,2', {}],
    ['a row has too many cells', 'case:concept:name,concept:name,time:timestamp\n1,2,3,4', {}],
  ])('When %s, Then it says which file and what is wrong', async (_, text, csvOptions) => {
    await expect(read(readCsv(cut(text, []), 'broken.csv', csvOptions), [])).rejects.toMatchObject({
      code: 'CSV_INVALID',
      message: expect.stringContaining('broken.csv'),
    });
  });
});
