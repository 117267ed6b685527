import { createHash } from 'node:crypto';
import type { DownstreamSettings } from '../../functions/core/downstream/settings.ts';
import type { Fact } from '../../functions/core/invoice/fact.ts';
import type { InvoiceHead } from '../../functions/core/invoice/head.ts';
import type { InvoiceSnapshot } from '../../functions/core/measures/invoice-snapshot.ts';
import type { Dimension, Measure, MeasureRecord } from '../../functions/core/measures/measures.ts';

type FactOverrides = Partial<Omit<Fact, 'event'>> & { readonly event?: Partial<Fact['event']> };

/** A fact of invoice INV-1; its digest follows from its event unless given. */
export function sampleFact({ event: eventOverrides, ...overrides }: FactOverrides = {}): Fact {
  const event: Fact['event'] = {
    eventId: 'evt-1',
    invoiceId: 'INV-1',
    status: 'received',
    occurredAt: '2026-03-02T09:15:00.000Z',
    amount: '1250.40',
    currency: 'EUR',
    vendor: { id: 'V-17', name: 'Nordwind GmbH', country: 'DE' },
    ...eventOverrides,
  };
  return {
    schemaVersion: '1',
    stage: 'ingestion',
    receivedAt: '2026-03-02T09:15:01.200Z',
    requestId: 'req-1',
    producer: 'key-1',
    cell: 'local',
    region: 'local',
    accountId: '000000000000',
    entryId: `entry-${event.eventId}`,
    digest: createHash('sha256').update(JSON.stringify(event)).digest('hex'),
    ...overrides,
    event,
  };
}

/** A head of invoice INV-1 as projected from one event. */
export function sampleHead(overrides: Partial<InvoiceHead> = {}): InvoiceHead {
  return {
    invoiceId: 'INV-1',
    eventCount: 1,
    stage: 'ingestion',
    status: 'received',
    statusSince: '2026-03-02T09:15:00.000Z',
    stages: { ingestion: { enteredAt: '2026-03-02T09:15:00.000Z' } },
    amount: '1250.40',
    currency: 'EUR',
    documentType: 'invoice',
    openAmount: '1250.40',
    vendorId: 'V-17',
    exceptions: 0,
    conflicts: [],
    updatedAt: '2026-03-02T09:15:01.200Z',
    ...overrides,
  };
}

interface RecordOverrides {
  readonly dimensions?: Partial<Record<Dimension, string>>;
  readonly timeNs?: bigint;
  readonly version?: number;
  readonly measures?: Partial<Record<Measure, string>>;
}

/** 2026-03-02T09:15:00Z in nanoseconds and a tie-break. */
export const sampleTimeNs = 1_772_442_900_000_123_456n;

/**
 * A record of invoice INV-1 at `sampleTimeNs`, version 1. Given dimensions and measures are laid
 * over the sample's.
 */
export function sampleRecord(overrides: RecordOverrides = {}): MeasureRecord {
  return {
    timeNs: overrides.timeNs ?? sampleTimeNs,
    version: overrides.version ?? 1,
    dimensions: {
      invoiceId: 'INV-1',
      eventKey: 'evt-1#0a1b',
      stage: 'ingestion',
      status: 'received',
      kind: 'started',
      currency: 'EUR',
      vendorId: 'V-17',
      producer: 'key-1',
      cell: 'local',
      region: 'local',
      ...overrides.dimensions,
    },
    measures: {
      amount: '1250.4',
      receivedAt: '1772442901200',
      skewed: 'false',
      stageElapsedMs: '0',
      invoiceElapsedMs: '0',
      ...overrides.measures,
    },
  };
}

/** A snapshot of invoice INV-1 in its first stage, version 1. Given fields are laid over the sample's. */
export function sampleSnapshot({ fields, ...overrides }: Partial<InvoiceSnapshot> = {}): InvoiceSnapshot {
  return {
    ...{ invoiceId: 'INV-1', version: 1, ...overrides },
    fields: {
      ...{ currency: 'EUR', vendorId: 'V-17', producer: 'key-1', documentType: 'invoice' },
      ...{ stage: 'ingestion', status: 'received', state: 'open' },
      ...{ amount: '1250.4', openAmount: '1250.4' },
      ...{ beganAt: '1772442900000', beganOn: '2026-03-02', statusSince: '1772442900000' },
      ...{ ingestionAt: '1772442900000', exceptions: '0' },
      ...fields,
    },
  };
}

/** A downstream with what a test does not care about filled in. */
export const sampleDownstream: DownstreamSettings = {
  url: 'https://erp.example.com/events',
  since: '2026-01-01T00:00:00Z',
  timeoutMs: 3_000,
};
