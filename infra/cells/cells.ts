import { usualStageDeadlines } from '../../functions/core/invoice/stage-deadlines.ts';
import { stages } from '../../schemas/stages.ts';
import type { Alerts, Cell, TimeSeriesSettings } from './cell.ts';
import type { Partition } from './partitions.ts';
import { tenYears } from './retentions.ts';

/** The fewest partitions that a cell can have. */
export const onePartitionPerStage: readonly Partition[] = stages.map((stage) => ({ name: stage, stage }));

/** What every account can have. */
export const timeSeries: TimeSeriesSettings = { store: 'lake', keptDays: 3_650 };

/** Of accounts that used Timestream for LiveAnalytics before it took no new customers. */
const formerTimeSeries: TimeSeriesSettings = {
  store: 'timestream',
  memoryStoreHours: 24,
  magneticStoreDays: 3_650,
};

/** Links in announcements work for a day: until then somebody has been told again. */
const links = { validHours: 24 };

/**
 * The usual way: what is critical goes to the next contact when nobody has acknowledged it within a
 * quarter of an hour, day and night; the rest waits for the morning where the people are.
 */
export function alertsIn(timeZone: string, more: Pick<Alerts, 'links'> = { links }): Alerts {
  const quietHours = { from: '20:00', to: '07:00', timeZone };
  return {
    contacts: {
      operations: ['operations@example.com'],
      'operations-lead': ['operations-lead@example.com'],
      finance: ['finance-operations@example.com'],
    },
    escalation: {
      operations: {
        critical: {
          steps: [
            { contact: 'operations', afterMinutes: 0 },
            { contact: 'operations-lead', afterMinutes: 15 },
          ],
          repeatMinutes: 30,
        },
        warning: {
          steps: [
            { contact: 'operations', afterMinutes: 0 },
            { contact: 'operations-lead', afterMinutes: 8 * 60 },
          ],
          repeatMinutes: 24 * 60,
          quietHours,
        },
      },
      finance: {
        critical: { steps: [{ contact: 'finance', afterMinutes: 0 }], repeatMinutes: 4 * 60 },
        warning: { steps: [{ contact: 'finance', afterMinutes: 0 }], repeatMinutes: 24 * 60, quietHours },
      },
    },
    calmMinutes: 10,
    ...more,
  };
}

/** Every cell there is, but for examples. Deploy one with `npx cdk deploy '<name>/*'`. */
export const cells: readonly Cell[] = [
  {
    name: 'local',
    prefix: '',
    account: 'none',
    region: 'eu-west-1',
    wave: 'canary',
    partitions: onePartitionPerStage,
    // More than one machine can do, so that nothing but the machine is the limit.
    peakEventsPerSecond: 40_000,
    growth: 0,
    lambdaConcurrencyQuota: 12_000,
    apiQuota: 50_000,
    retention: tenYears,
    auth: 'api-key',
    apiKeyAloneBecause: 'It answers on the loopback interface of one machine and on nothing else.',
    timeSeries,
    producers: ['demo', 'limited'],
    alerts: alertsIn('Europe/Dublin'),
    stageDeadlines: usualStageDeadlines,
  },
  {
    name: 'ap-1',
    prefix: 'ap-1-',
    account: 'invoices-ap',
    region: 'ap-southeast-2',
    wave: 'canary',
    partitions: onePartitionPerStage,
    peakEventsPerSecond: 250,
    growth: 0.4,
    retention: tenYears,
    auth: 'iam',
    timeSeries,
    producers: ['erp', 'scanning'],
    alerts: alertsIn('Australia/Sydney'),
    stageDeadlines: usualStageDeadlines,
  },
  {
    name: 'eu-1',
    prefix: 'eu-1-',
    account: 'invoices-eu',
    region: 'eu-west-1',
    wave: 'main',
    partitions: onePartitionPerStage,
    peakEventsPerSecond: 1_000,
    growth: 0.4,
    retention: tenYears,
    auth: 'mtls',
    domain: {
      name: 'invoices.eu-1.example.com',
      trustStore: 's3://example-trust-store/invoices/clients.pem',
    },
    timeSeries: formerTimeSeries,
    producers: ['erp', 'scanning', 'procurement'],
    // Its API takes nobody without a certificate, so no link would open.
    alerts: alertsIn('Europe/Dublin', {}),
    stageDeadlines: usualStageDeadlines,
  },
  {
    name: 'us-1',
    prefix: 'us-1-',
    account: 'invoices-us',
    region: 'us-east-1',
    wave: 'main',
    // Posting is where month end piles up, so payments run apart from the bookings before them.
    partitions: [
      { name: 'ingestion', stage: 'ingestion' },
      { name: 'reconciliation', stage: 'reconciliation' },
      { name: 'authorization', stage: 'authorization' },
      { name: 'payment', stage: 'posting', where: { status: ['paid'] } },
      { name: 'posting', stage: 'posting', where: { status: [{ 'anything-but': ['paid'] }] } },
    ],
    peakEventsPerSecond: 1_000,
    growth: 0.4,
    // A month at 1,000 events/s is to stay within 20,000 USD. Older events can be read, not replayed.
    retention: { ...tenYears, replayDays: 100, hotDays: 30 },
    auth: 'iam',
    timeSeries,
    producers: ['erp', 'procurement'],
    alerts: alertsIn('America/New_York'),
    stageDeadlines: usualStageDeadlines,
  },
];
