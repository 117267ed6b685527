import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { InvoiceHistory } from '../../dashboards/console-api.ts';
import { CellClient } from './cell-client.ts';
import { type CellHome, cellHome, type RunningCell } from './cell-process.ts';

const activities = [
  { name: 'Vendor creates invoice', stage: 'ingestion', status: 'received' },
  { name: 'Record Goods Receipt', stage: 'reconciliation', status: 'matched' },
  { name: 'Change Price', stage: undefined, status: undefined },
  { name: 'Record Invoice Receipt', stage: 'ingestion', status: 'validated' },
  { name: 'Remove Payment Block', stage: 'authorization', status: 'approved' },
  { name: 'Clear Invoice', stage: 'posting', status: 'paid' },
];

interface LoggedEvent {
  readonly activity: (typeof activities)[number];
  readonly time: string;
}

/**
 * Cases of up to 24 events, three at a time of the same instant, in an order that no lifecycle
 * suggests.
 */
const cases: readonly { readonly id: string; readonly events: readonly LoggedEvent[] }[] = Array.from(
  { length: 40 },
  (_, number) => ({
    id: `45070${String(number).padStart(5, '0')}_00010`,
    events: Array.from({ length: 1 + ((number * 7) % 24) }, (_, position) => ({
      activity: activities[(number + position * 5) % activities.length] ?? {
        name: '',
        stage: undefined,
        status: undefined,
      },
      time: new Date(Date.UTC(2018, 0, 1 + Math.floor(position / 3), 23, 59)).toISOString(),
    })),
  }),
);
function isMapped({ activity }: LoggedEvent) {
  return activity.stage !== undefined;
}
const logged = cases.flatMap(({ events }) => events);
const mapped = logged.filter(isMapped).length;

const xes = `<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="1.0">
${cases
  .map(
    ({
      id,
      events,
    }) => `<trace><string key="concept:name" value="${id}"/><string key="Vendor" value="vendorID_0001"/>
${events
  .map(
    ({ activity, time }) => `<event><string key="concept:name" value="${activity.name}"/>
<date key="time:timestamp" value="${time}"/><float key="Cumulative net worth (EUR)" value="298.0"/></event>`,
  )
  .join('\n')}</trace>`,
  )
  .join('\n')}
</log>`;

const csvMapping = {
  activities: {
    Eingang: { stage: 'ingestion', status: 'received' },
    Zahlung: { stage: 'posting', status: 'paid' },
  },
  fields: {
    amount: { event: 'Betrag' },
    currency: { default: 'EUR' },
    vendor: { id: { event: 'Lieferant' } },
  },
  timestamp: { format: 'dd.MM.yyyy HH:mm', zone: 'Europe/Berlin' },
  csv: { delimiter: ';', case: 'Beleg', activity: 'Vorgang', timestamp: 'Zeit', decimalMark: ',' },
};
const csv = [
  'Beleg;Vorgang;Zeit;Betrag;Lieferant',
  ...Array.from({ length: 30 }, (_, row) =>
    [
      `R-${row % 10}`,
      row < 10 ? 'Eingang' : row < 20 ? 'Notiz' : 'Zahlung',
      '31.03.2024 12:00',
      '1.250,50',
      'L-7',
    ].join(';'),
  ),
].join('\r\n');

let home: CellHome;
let cell: RunningCell;
let client: CellClient;
beforeAll(async () => {
  home = cellHome();
  cell = await home.startReady();
  client = new CellClient(cell);
}, 180_000);
afterAll(async () => {
  client.close();
  await home.remove();
});

async function importOf(file: string, mapping: string) {
  const { exitCode, stdout, stderr } = await home.bems('import', file, '--mapping', mapping, '--json');
  expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
  return JSON.parse(stdout);
}

async function historyOf(invoiceId: string): Promise<InvoiceHistory> {
  return JSON.parse((await home.bems('invoice', invoiceId, '--json')).stdout);
}

describe('Given a running cell and an event log', () => {
  it('When an XES log is imported twice, Then it is visible once, in the log’s order', async () => {
    const file = join(home.folder, 'log.xes');
    writeFileSync(file, xes);
    const outcome = {
      read: logged.length,
      mapped,
      accepted: mapped,
      rejected: 0,
      cases: cases.length,
      skipped: { 'Change Price': logged.length - mapped },
    };

    expect(await importOf(file, 'bpi-challenge-2019')).toMatchObject(outcome);
    const first = await client.settled(mapped);
    expect(first).toMatchObject({
      accepted: mapped,
      visible: mapped,
      distinct: mapped,
      duplicates: 0,
      deadLettered: 0,
    });

    expect(await importOf(file, 'bpi-challenge-2019')).toMatchObject(outcome);
    const second = await client.until(({ inFlight, duplicates }) => inFlight === 0 && duplicates === mapped);
    const { accepted, visible, distinct, deadLettered } = first;
    expect(second).toMatchObject({ accepted, visible, distinct, deadLettered, duplicates: mapped });

    const longest = cases.filter(({ events }) => events.length > 20).slice(0, 3);
    for (const { id, events } of longest) {
      const history = await historyOf(id);
      expect(history.events.map(({ stage, event }) => [stage, event.status, event.occurredAt])).toEqual(
        events.filter(isMapped).map(({ activity, time }) => [activity.stage, activity.status, time]),
      );
    }
  }, 60_000);

  it('When a CSV log has its own mapping, Then times and amounts are read as it says', async () => {
    const before = await client.status();
    const [file, mapping] = [join(home.folder, 'log.csv'), join(home.folder, 'mapping.json')];
    writeFileSync(file, csv);
    writeFileSync(mapping, JSON.stringify(csvMapping));
    expect(await importOf(file, mapping)).toMatchObject({
      read: 30,
      mapped: 20,
      accepted: 20,
      rejected: 0,
      skipped: { Notiz: 10 },
    });
    expect(await client.settled(before.visible + 20)).toMatchObject({ visible: before.visible + 20 });
    const { head, events } = await historyOf('R-3');
    expect(head).toMatchObject({ stage: 'posting', status: 'paid', amount: '1250.50', vendorId: 'L-7' });
    expect(events.map(({ event }) => new Date(event.occurredAt).toISOString())).toEqual([
      '2024-03-31T10:00:00.000Z',
      '2024-03-31T10:00:00.000Z',
    ]);
  }, 60_000);
});
