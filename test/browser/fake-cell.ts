import type {
  CellStatus,
  HistoryLoading,
  InvoiceHistory,
  LatestEvents,
  StageStatus,
  StuckInvoice,
  StuckListing,
} from '../../dashboards/console-api.ts';
import type { KpiReading } from '../../dashboards/kpi-reader.ts';
import type { ConflictDecision } from '../../functions/core/invoice/conflicts.ts';
import { byDeadLetterKind } from '../../functions/core/names.ts';
import { byStage, type Stage, stages } from '../../schemas/stages.ts';

const hour = 3_600_000;

/** The moment at which every fake cell's story begins. */
const beginning = Date.parse('2026-03-31T09:00:00Z');
function at(ms: number): string {
  return new Date(beginning + ms).toISOString();
}

/** What a test says about the cell; everything else follows from it. */
export interface Story {
  /** Seconds since the beginning. */
  readonly seconds: number;
  readonly eventsPerSecond: number;
  readonly inFlight: number;
  readonly deadLettered: number;
  readonly p99Ms: number | null;
  readonly ageMs: number | null;
  /** Whether stuck invoices have not been counted since the start. */
  readonly isUncounted?: boolean;
  /** How many are stuck in ingestion; none unless given. */
  readonly stuckInIngestion?: number;
  readonly loading?: HistoryLoading;
}

export const usualStory: Story = {
  seconds: 3600,
  eventsPerSecond: 84,
  inFlight: 37,
  deadLettered: 0,
  p99Ms: 840,
  ageMs: 210,
};

/** Share of the events that belong to each stage, and of what is under way that is at each hop. */
const shares: Readonly<Record<Stage, number>> = {
  ingestion: 0.4,
  reconciliation: 0.27,
  authorization: 0.19,
  posting: 0.14,
};

function repeats(accepted: number): number {
  return Math.round(accepted / 160);
}

function stageStatus(stage: Stage, accepted: number, story: Story): StageStatus {
  const distinct = Math.round(accepted * shares[stage]);
  const total = Math.round((accepted + repeats(accepted)) * shares[stage]);
  const under = Math.round(story.inFlight * shares[stage]);
  const processing = Math.min(under, 4);
  const deadLettered = stage === 'reconciliation' ? story.deadLettered : 0;
  return {
    onBus: total,
    relaying: Math.floor((under - processing) / 3),
    queued: under - processing - Math.floor((under - processing) / 3),
    processing,
    processed: Math.max(0, total - under),
    visible: Math.max(0, distinct - under - deadLettered),
    deadLettered,
  };
}

/** The cell's status at a point of its story. */
export function statusOf(story: Story): CellStatus {
  const accepted = Math.round(story.seconds * story.eventsPerSecond);
  const visible = Math.max(0, accepted - story.inFlight - story.deadLettered);
  return {
    cell: 'local',
    region: 'eu-central-1',
    startedAt: at(0),
    now: at(story.seconds * 1000),
    accepted,
    visible,
    distinct: visible,
    duplicates: repeats(accepted),
    inFlight: story.inFlight,
    deadLettered: story.deadLettered,
    deadLetters: { ...byDeadLetterKind(() => 0), processor: story.deadLettered },
    discarded: 0,
    callsWaiting: null,
    freshness: {
      newestReceivedAt: story.ageMs === null ? null : at(story.seconds * 1000 - story.ageMs),
      ageMs: story.ageMs,
      p50Ms: story.p99Ms === null ? null : Math.round(story.p99Ms / 4),
      p95Ms: story.p99Ms === null ? null : Math.round(story.p99Ms / 1.6),
      p99Ms: story.p99Ms,
      maxMs: story.p99Ms === null ? null : Math.round(story.p99Ms * 1.9),
    },
    stuckInvoices: story.isUncounted ? null : { ...stuckCounts, ingestion: story.stuckInIngestion ?? 0 },
    openConflicts: { conflicts: [], capped: false },
    ringing: { critical: 0, warning: 0 },
    stages: byStage((stage) => stageStatus(stage, accepted, story)),
    ...(story.loading && { loading: story.loading }),
  };
}

const stuckCounts = { ...byStage(() => 0), reconciliation: 80, authorization: 2 };

const stuckSteps = {
  reconciliation: { stage: 'reconciliation', status: 'mismatched', waitsFor: 'clarification' },
  authorization: { stage: 'authorization', status: 'pending', waitsFor: 'approval' },
} as const;

/** The stuck invoices of a stage, or of all, up to a limit. */
export function stuckUpTo(stage: string | null, limit: number): StuckListing {
  const all = Object.values(stuckSteps).flatMap((step) =>
    Array.from({ length: stuckCounts[step.stage] }, (_, index): StuckInvoice => {
      const overdueMs = (90 - index) * hour;
      return {
        ...{ ...step, overdueMs, invoiceId: `INV-2026-${step.stage}-${index}` },
        ...{ waitsSince: at(-overdueMs - 72 * hour), deadline: at(-overdueMs) },
        ...{ amount: `${1200 + index * 37}.50`, currency: 'EUR', vendorId: `V-${1000 + index}` },
      };
    }),
  );
  const matching = all.filter((each) => stage === null || each.stage === stage);
  return {
    ...{ asOf: at(0), counts: stuckCounts, capped: false, invoices: matching.slice(0, limit) },
    ...(matching.length > limit && { next: 'further' }),
  };
}

/** An hour of traffic that swells towards its end. */
export function trafficOf(story: Story): KpiReading {
  const minutes = Array.from({ length: 60 }, (_, minute) => minute);
  return {
    query: {
      kpi: 'events',
      period: { from: at(0), to: at(3_600_000) },
      today: '2026-03-31',
      bucket: 'minute',
      groupBy: ['stage'],
    },
    rows: minutes.flatMap((minute) => {
      const swell = story.eventsPerSecond * 60 * (0.55 + 0.3 * Math.sin(minute / 9) + minute / 200);
      return stages.map((stage) => ({
        at: at(minute * 60_000),
        group: { stage },
        value: `${Math.round(swell * shares[stage] * (0.9 + 0.2 * ((minute * 7) % 5) * 0.2))}`,
      }));
    }),
    truncated: false,
  };
}

const happenings = [
  { stage: 'ingestion', status: 'received', kind: 'started' },
  { stage: 'reconciliation', status: 'matched', kind: 'succeeded' },
  { stage: 'authorization', status: 'approved', kind: 'succeeded' },
  { stage: 'reconciliation', status: 'mismatched', kind: 'exception' },
  { stage: 'posting', status: 'paid', kind: 'succeeded' },
  { stage: 'ingestion', status: 'validated', kind: 'succeeded' },
] as const;

/** The newest 50 of so many events. */
export function eventsUpTo(count: number): LatestEvents {
  return {
    events: Array.from({ length: Math.min(50, count) }, (_, index) => {
      const number = count - index;
      const happening = happenings[number % happenings.length] ?? happenings[0];
      return {
        ...happening,
        invoiceId: `INV-2026-${String(number).padStart(5, '0')}`,
        eventId: `evt-${number}`,
        occurredAt: at(number * 1000 - 400),
        receivedAt: at(number * 1000),
        amount: `${((number * 7919) % 90_000) + 100}.${String((number * 37) % 100).padStart(2, '0')}`,
        currency: ['EUR', 'USD', 'GBP', 'JPY'][number % 4] ?? 'EUR',
        vendorId: `V-${1000 + ((number * 13) % 400)}`,
      };
    }),
  };
}

const steps = [
  { stage: 'ingestion', status: 'received', after: 0, actor: 'system', system: 'scanning' },
  { stage: 'ingestion', status: 'validated', after: 0.4 * hour, actor: 'system', system: 'scanning' },
  { stage: 'reconciliation', status: 'matching', after: 2 * hour, actor: 'system', system: 'procurement' },
  { stage: 'reconciliation', status: 'mismatched', after: 9 * hour, actor: 'system', system: 'procurement' },
  { stage: 'reconciliation', status: 'matched', after: 52 * hour, actor: 'human', system: 'procurement' },
  { stage: 'authorization', status: 'pending', after: 53 * hour, actor: 'system', system: 'erp' },
] as const;

/**
 * The history of an invoice that waits for its approval, one of its events having come with two
 * contents.
 * @param decisions about that
 */
export function historyOf(invoiceId: string, decisions: InvoiceHistory['decisions'] = []): InvoiceHistory {
  const fact = (step: (typeof steps)[number], index: number, amount: string, digest: string) => ({
    schemaVersion: '1',
    stage: step.stage,
    receivedAt: at(step.after + 900),
    requestId: `req-${index}`,
    producer: 'erp-key',
    cell: 'local',
    region: 'eu-central-1',
    accountId: '000000000000',
    entryId: `entry-${index}-${digest}`,
    digest: digest.repeat(16),
    event: {
      eventId: `evt-${index}`,
      invoiceId,
      status: step.status,
      occurredAt: at(step.after),
      amount,
      currency: 'EUR',
      vendor: { id: 'V-1042', name: 'Example Paper Ltd', country: 'DE' },
      source: { system: step.system, actor: step.actor },
    },
  });
  const events = steps.map((step, index) => fact(step, index, '12450.00', `a${index}7f`));
  const conflict = fact(steps[1], 1, '12540.00', 'b17f');
  return {
    invoiceId,
    head: {
      invoiceId,
      eventCount: events.length + 1,
      stage: 'authorization',
      status: 'pending',
      statusSince: at(53 * hour),
      ...{ waitsFor: 'approval', waitsSince: at(53 * hour), deadline: at(53 * hour + 2 * 24 * hour) },
      stages: {
        ingestion: { enteredAt: at(0), leftAt: at(2 * hour), dwellMs: 2 * hour },
        reconciliation: { enteredAt: at(2 * hour), leftAt: at(53 * hour), dwellMs: 51 * hour },
        authorization: { enteredAt: at(53 * hour) },
      },
      amount: '12450.00',
      currency: 'EUR',
      documentType: 'invoice',
      openAmount: '12450.00',
      vendorId: 'V-1042',
      dueDate: '2026-04-30',
      discountDate: '2026-04-10',
      exceptions: 1,
      conflicts: decisions.length > 0 ? [] : ['evt-1'],
      updatedAt: at(53 * hour + 900),
    },
    events: [...events.slice(0, 2), conflict, ...events.slice(2)],
    decisions,
    disregarded: disregardedOf(decisions.at(-1)),
    digest: 'f'.repeat(64),
  };
}

function disregardedOf(decision: ConflictDecision | undefined): readonly string[] {
  return decision?.choice === 'one' ? decision.digests.filter((digest) => digest !== decision.counts) : [];
}
