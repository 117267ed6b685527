import { CloudWatchClient, PutMetricAlarmCommand, SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  CreateArchiveCommand,
  CreateEventBusCommand,
  EventBridgeClient,
  ListReplaysCommand,
} from '@aws-sdk/client-eventbridge';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { createDynamoLedger } from '../../functions/adapters/dynamodb/ledger.ts';
import { createDynamoRecords } from '../../functions/adapters/dynamodb/records.ts';
import { alarmDescription } from '../../functions/core/alerts/alarm-description.ts';
import { project } from '../../functions/core/invoice/projection.ts';
import type { StuckListing } from '../../functions/core/invoice/stuck-listing.ts';
import { names } from '../../functions/core/names.ts';
import type { Records } from '../../functions/core/ports.ts';
import { cells } from '../../infra/cells/cells.ts';
import { withChange } from '../../operations/alerts/alert.ts';
import { changeAlert } from '../../operations/alerts/store.ts';
import { factOf } from '../unit/core/arbitrary-facts.ts';
import { change } from '../unit/operations/alerts/sample-alarms.ts';
import { makeLedgerTable, makeRecordsTable } from './aws-resources.ts';
import { bems, onlyTheseCredentials } from './bems-command.ts';
import { type Moto, motoAvailable, startMoto } from './moto.ts';

const [cell] = cells.filter(({ name }) => name !== 'local');
if (!cell) throw new Error('infra/cells has no cell to operate');

/** The facts of invoices that have been stuck since 2026, the longest overdue first. */
const stuck = [
  [factOf('ingestion', 'received', 0, { invoiceId: 'INV-1' })],
  [factOf('ingestion', 'received', 1, { invoiceId: 'INV-2', vendor: { id: 'V-2' } })],
  [factOf('authorization', 'pending', 2, { invoiceId: 'INV-3', currency: 'JPY' })],
];

/** Makes an alarm that rings. */
async function ring(client: CloudWatchClient, AlarmName: string): Promise<void> {
  const routing = { group: 'alerts', severity: 'critical', audiences: ['operations'] } as const;
  const runbook = 'docs/runbooks.md#alerts-do-not-arrive';
  await client.send(
    new PutMetricAlarmCommand({
      ...{ AlarmName, AlarmDescription: alarmDescription('Mail fails.', { ...routing, runbook }) },
      ...{ Namespace: 'AWS/SNS', MetricName: 'NumberOfNotificationsFailed', Statistic: 'Sum', Period: 60 },
      ...{ EvaluationPeriods: 1, Threshold: 0, ComparisonOperator: 'GreaterThanThreshold' },
    }),
  );
  await client.send(
    new SetAlarmStateCommand({ AlarmName, StateValue: 'ALARM', StateReason: 'Threshold Crossed.' }),
  );
}

describe.runIf(motoAvailable())('Given a cell in an account', () => {
  let moto: Moto;
  let dynamo: DynamoDBClient;
  let records: Records;
  beforeAll(async () => {
    moto = await startMoto();
    const client = new DynamoDBClient({ ...moto.client, region: cell.region });
    dynamo = client;
    const table = names(cell.prefix).ledgerTable;
    await makeLedgerTable(client, table);
    const ledger = createDynamoLedger(client, table);
    for (const facts of stuck) {
      for (const fact of facts) await ledger.append(fact);
      await ledger.saveHead(project(facts));
    }
    const operations = names(cell.prefix).operationsTable;
    await makeRecordsTable(client, operations);
    records = createDynamoRecords(client, operations, { now: Date.now });
    const rings = change(0, { alarm: 'invoice-queue-age-posting' });
    await changeAlert(records, 'path', (alert) => withChange(alert, rings));
    const cloudWatch = new CloudWatchClient({ ...moto.client, region: cell.region });
    await ring(cloudWatch, names(cell.prefix).alarm('alerts-undelivered'));
    cloudWatch.destroy();
  });
  afterAll(async () => {
    dynamo?.destroy();
    await moto?.stop();
  });
  beforeEach(onlyTheseCredentials);
  afterEach(() => vi.unstubAllEnvs());

  test('When it is named, Then the command asks its stores in its Region', async () => {
    const args = ['stuck', '--cell', cell.name, '--endpoint', moto.client.endpoint, '--json'];
    const listing = JSON.parse(await bems(...args));
    expect(listing).toMatchObject({ counts: { ingestion: 2, authorization: 1 }, capped: false });
    expect(listing.invoices).toMatchObject([
      { invoiceId: 'INV-1', stage: 'ingestion', waitsFor: 'validation', amount: '1000.00' },
      { invoiceId: 'INV-2', stage: 'ingestion', vendorId: 'V-2' },
      { invoiceId: 'INV-3', stage: 'authorization', waitsFor: 'approval', currency: 'JPY' },
    ]);
  });

  test('When only some are wanted, Then conditions and places mean what they do locally', async () => {
    vi.stubEnv('AWS_ENDPOINT_URL', moto.client.endpoint);
    const listed = async (...args: readonly string[]): Promise<StuckListing> =>
      JSON.parse(await bems('stuck', '--cell', cell.name, '--json', ...args));
    const first = await listed('--limit', '1');
    expect(first.invoices.map(({ invoiceId }) => invoiceId)).toEqual(['INV-1']);
    const rest = await listed('--after', first.next ?? '');
    expect(rest.invoices.map(({ invoiceId }) => invoiceId)).toEqual(['INV-2', 'INV-3']);
    const large = await listed('--currency', 'JPY', '--min-amount', '1000');
    expect(large.invoices.map(({ invoiceId }) => invoiceId)).toEqual(['INV-3']);
    expect((await listed('--vendor', 'V-9')).invoices).toEqual([]);
  });

  test('When its alerts are listed and acknowledged, Then by whom AWS says the caller is', async () => {
    const at = ['--cell', cell.name, '--endpoint', moto.client.endpoint];
    expect(await bems('alerts', 'list', ...at)).toContain('Events become visible late');
    const acknowledged = JSON.parse(await bems('alerts', 'ack', 'path', ...at, '--json'));
    expect(acknowledged).toMatchObject({
      state: 'acknowledged',
      acknowledged: { by: expect.stringMatching(/^arn:aws:/) },
    });
    expect(await bems('alerts', 'resolve', 'path', ...at, '--by', 'ada')).toContain('over, by ada at ');
    expect(await bems('alerts', 'list', ...at)).toBe('No alert is open.');
    const { alerts } = JSON.parse(await bems('alerts', 'list', '--all', ...at, '--json'));
    expect(alerts).toMatchObject([{ id: 'path', state: 'over', resolved: { by: 'ada' } }]);
    expect(JSON.parse(await bems('audit', ...at, '--json')).entries).toMatchObject([
      { what: 'resolve-alert', alert: 'path', by: 'ada' },
      { what: 'acknowledge-alert', alert: 'path', by: expect.stringMatching(/^arn:aws:/) },
    ]);
    await expect(bems('alerts', 'ack', 'none', ...at)).rejects.toMatchObject({ code: 'NO_SUCH_ALERT' });
  });

  test('When its archive is replayed, Then the replay starts under a name of its own', async () => {
    const events = new EventBridgeClient({ ...moto.client, region: cell.region });
    const { bus, archive, replay } = names(cell.prefix);
    const { EventBusArn: source } = await events.send(new CreateEventBusCommand({ Name: bus }));
    await events.send(new CreateArchiveCommand({ ArchiveName: archive, EventSourceArn: source }));
    const span = ['--from', '2026-03-10T12:00:00Z', '--to', '2026-03-10T12:10:00Z'];
    const at = ['--cell', cell.name, '--endpoint', moto.client.endpoint, '--json'];
    const plan = JSON.parse(await bems('replay', ...span, '--dry-run', ...at));
    expect(plan).toMatchObject({ underWay: false });
    const ended = JSON.parse(await bems('replay', ...span, '--yes', ...at));
    expect(ended).toMatchObject({ state: 'completed' });
    const { Replays: replays = [] } = await events.send(new ListReplaysCommand({}));
    events.destroy();
    expect(replays).toMatchObject([{ ReplayName: expect.stringContaining(replay('')) }]);
  });

  test('When its alarms are listed, Then those that ring come with their runbook', async () => {
    const at = ['--cell', cell.name, '--endpoint', moto.client.endpoint];
    const listed = await bems('alarms', ...at);
    expect(listed).toMatch(/1 ringing, 0 quiet, 0 without enough data/);
    expect(listed).toContain('Runbook: Alerts do not arrive (docs/runbooks.md)');
    const { alarms } = JSON.parse(await bems('alarms', ...at, '--json'));
    expect(alarms).toMatchObject([{ name: names(cell.prefix).alarm('alerts-undelivered'), state: 'ALARM' }]);
  });

  test('When the endpoint comes from the environment, Then it is taken from there', async () => {
    vi.stubEnv('AWS_ENDPOINT_URL', moto.client.endpoint);
    expect(await bems('stuck', '--cell', cell.name)).toContain('INV-1');
  });

  test('When the account has no such cell, Then it says whose credentials are needed', async () => {
    const other = cells.find(({ name }) => name === 'eu-1');
    await expect(bems('stuck', '--cell', 'eu-1', '--endpoint', moto.client.endpoint)).rejects.toMatchObject({
      code: 'CELL_NOT_THERE',
      exitCode: 3,
      next: expect.stringContaining(`${other?.account}`),
    });
  });

  test('When there are no credentials, Then it says as which role to sign in', async () => {
    vi.stubEnv('AWS_ACCESS_KEY_ID', undefined);
    await expect(
      bems('stuck', '--cell', cell.name, '--endpoint', moto.client.endpoint),
    ).rejects.toMatchObject({
      code: 'NO_CREDENTIALS',
      next: expect.stringContaining(names(cell.prefix).onCallRole),
    });
  });

  test('When nothing answers at the endpoint, Then it says so', async () => {
    vi.stubEnv('AWS_MAX_ATTEMPTS', '1');
    await expect(
      bems('stuck', '--cell', cell.name, '--endpoint', 'http://127.0.0.1:1'),
    ).rejects.toMatchObject({ code: 'CELL_UNREACHABLE' });
  });

  test.each(['nowhere', 'local'])('When it is called %s, Then the ones there are are named', async (name) => {
    await expect(bems('stuck', '--cell', name)).rejects.toMatchObject({
      code: 'CELL_UNKNOWN',
      next: expect.stringContaining(cell.name),
    });
  });
});
