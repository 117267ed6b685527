import type { Clock } from '../../lib/clock.ts';
import type { Stage } from '../../schemas/stages.ts';
import type { AlertSettings } from './alerts/policy.ts';
import type { Severity } from './alerts/severity.ts';
import type { EventCounts } from './analytics/anomaly/event-counts.ts';
import type { AnomalyScores } from './analytics/anomaly/scores.ts';
import type { AnomalySettings } from './analytics/anomaly/settings.ts';
import type { Shelf } from './cold/shelf.ts';
import type { Conservation } from './conservation/ports.ts';
import type { ReconcilerSettings } from './conservation/settings.ts';
import type { DownstreamAnswer, DownstreamRequest } from './downstream/request.ts';
import type { Downstreams } from './downstream/settings.ts';
import type { Fact } from './invoice/fact.ts';
import type { InvoiceHead } from './invoice/head.ts';
import type { StageDeadlines } from './invoice/stage-deadlines.ts';
import type { InvoiceSnapshot } from './measures/invoice-snapshot.ts';
import type { MeasureRecord } from './measures/measures.ts';

/** An invoice past its deadline. */
export interface OverdueInvoice {
  readonly invoiceId: string;
  /** The stage it is stuck in. */
  readonly stage: Stage;
  /** RFC 3339 UTC. */
  readonly deadline: string;
}

/** Where a page of overdue invoices ended. */
export type OverduePosition = Pick<OverdueInvoice, 'invoiceId' | 'deadline'>;

/** The append-only store of every fact, and of each invoice's projected head. */
export interface Ledger {
  /**
   * Stores the fact under its natural key; resolves once it is durable. The first writer wins: a
   * fact that is already there stays as it is.
   * @param text the fact as JSON, where the caller has it: a store that keeps text need not write it anew
   * @returns `appended` when this call stored it, `present` when it was there before
   */
  append(fact: Fact, text?: string): Promise<'appended' | 'present'>;
  /**
   * Every fact of the invoice, strongly consistent, in no particular order; empty for an unknown
   * invoice.
   */
  facts(invoiceId: string): Promise<readonly Fact[]>;
  /**
   * Stores the head of an invoice whose facts were appended before, unless the stored one has the same or
   * a higher version (`headVersion`).
   */
  saveHead(head: InvoiceHead): Promise<void>;
  /** The head as last saved or newer, if the invoice is known. */
  head(invoiceId: string): Promise<InvoiceHead | undefined>;
  /**
   * The invoices whose stored head has a deadline before `now`, earliest deadline first, and those of
   * one deadline in an order that stays. A head saved seconds ago may not show yet. Costs what it
   * returns, however many invoices there are.
   * @param now milliseconds since the epoch
   * @param limit maximum number to return, 1 or more
   * @param after the last one of the page before
   */
  overdue(now: number, limit: number, after?: OverduePosition): Promise<readonly OverdueInvoice[]>;
}

/** Why the time-series store permanently refused a record. */
export interface RejectedRecord {
  /** Position in the records handed to `write`. */
  readonly index: number;
  readonly reason: string;
}

/** The store behind the dashboards: one multi-measure record per event. */
export interface TimeSeries {
  /**
   * Upserts the records by identity (dimensions + measure name + time); resolves once durable. A
   * higher version replaces; the same version with the same values is accepted and changes nothing;
   * anything else is rejected. A record that already stands with a *higher* version is not
   * reported: a newer projection got there first.
   *
   * A store that keeps snapshots of invoices (ADR 0038) takes each with the records of its invoice: the
   * one with the highest version stands. A snapshot that it cannot hold refuses the last of them.
   * @returns the records refused for good; a transient failure throws instead
   */
  write(
    records: readonly MeasureRecord[],
    snapshots?: readonly InvoiceSnapshot[],
  ): Promise<readonly RejectedRecord[]>;
}

/** Sums that figures are read from, where the store of the records does not keep them itself. */
export interface FigureRollups {
  /**
   * Brings them up to date with what was written. It may be run any number of times, and two of them at
   * once.
   * @param now ms since the epoch
   * @param reach `far` goes through the last day once more, whatever former runs did
   * @returns how many hours of receipt were worked out anew, none when nothing was written since the last run
   */
  bringUpToDate(now: number, reach: 'usual' | 'far'): Promise<{ readonly hours: number }>;
}

/** A small record of an operation, as it stands. */
export interface StoredRecord {
  readonly key: string;
  /** 1 when created, and one more with each replacement. */
  readonly revision: number;
  /** What JSON can hold. */
  readonly value: unknown;
}

/**
 * The small records of operations: the audit trail, open alerts, what was announced. Each collection
 * is ordered by key. Every change is conditional, so that whoever read an old state changes nothing.
 */
export interface Records {
  /**
   * Stores a record unless there is one with this key; resolves once it is durable.
   * @param expiresAt ms since the epoch, rounded up to seconds: from then on the record counts as absent
   * @returns false when there was one, whatever it says
   */
  create(
    collection: string,
    key: string,
    value: unknown,
    options?: { readonly expiresAt?: number },
  ): Promise<boolean>;
  /** The record, strongly consistent. */
  read(collection: string, key: string): Promise<StoredRecord | undefined>;
  /** Replaces the value of the record with this revision; it expires when it would have. @returns false when it is no more */
  replace(collection: string, key: string, value: unknown, revision: number): Promise<boolean>;
  /** Deletes the record with this revision. @returns false when it is no more */
  remove(collection: string, key: string, revision: number): Promise<boolean>;
  /**
   * Records in the order of their keys (by UTF-8 bytes), strongly consistent.
   * @param limit maximum number to return, 1 or more
   */
  list(collection: string, page: RecordPage): Promise<readonly StoredRecord[]>;
}

/** Which records of a collection to list. */
export interface RecordPage {
  /** Only those beyond this key, in the direction of the listing. */
  readonly after?: string | undefined;
  readonly limit: number;
  /** The last key first. */
  readonly descending?: boolean | undefined;
}

/** One message to a FIFO topic. */
export interface TopicMessage {
  readonly body: string;
  readonly groupId: string;
  readonly deduplicationId: string;
  /** String attributes: filter policies select on them. */
  readonly attributes: Readonly<Record<string, string>>;
}

/** A fan-out topic. */
export interface Topics {
  /**
   * Publishes up to 10 messages; resolves to the positions that failed, and why. Throws when the
   * whole call failed.
   */
  publish(
    topicArn: string,
    messages: readonly TopicMessage[],
  ): Promise<readonly { index: number; error: Error }[]>;
}

/** Something that the cell's operations tell whoever listens on its bus. */
export interface OperationsEvent {
  readonly detailType: string;
  /** A JSON object. It carries an `id` by which a listener can tell a repeat. */
  readonly detail: object;
}

/** The bus of the cell, for events of its operations; those of producers do not come this way. */
export interface Bus {
  /**
   * Puts up to 10 events on the bus; resolves to the positions that it did not take, and why.
   * When it throws, any of them may be on the bus.
   */
  announce(
    events: readonly OperationsEvent[],
  ): Promise<readonly { readonly index: number; readonly error: Error }[]>;
}

/** The parts of a received queue message that a consumer needs. */
export interface QueueMessage {
  readonly queueArn: string;
  readonly receiptHandle: string;
  readonly messageId: string;
  readonly body: string;
  readonly groupId: string | undefined;
}

/** What a consumer does to a message other than finishing it. */
export interface Queues {
  /** Hides the message for this many seconds (0–43,200), after which it is delivered again. */
  retryLater(message: QueueMessage, delaySeconds: number): Promise<void>;
  /**
   * Puts a copy on the queue's dead-letter queue, with the diagnosis as string attributes; the
   * caller then finishes the original.
   */
  deadLetter(message: QueueMessage, diagnosis: Readonly<Record<string, string>>): Promise<void>;
}

/** An event that is in the ledger and whose record is not in the time series yet. */
export interface DueRecord {
  readonly event: { readonly invoiceId: string; readonly eventId: string };
  readonly digest: string;
  /** The bus's id of the entry that brought it. */
  readonly entryId: string;
  /** Whether the event becomes visible with this record, rather than having been visible before. */
  readonly isNew: boolean;
}

/**
 * The queue where events wait for their records while the time series is away, and where operators ask
 * for an invoice to be projected anew.
 */
export interface DueRecords {
  /** Resolves once all are on the queue; throws when any may not be. Adding one twice has one effect. */
  add(due: readonly DueRecord[]): Promise<void>;
}

/** An event that is in the ledger and that the downstream of its stage is still to be told of. */
export type DueCall = Omit<DueRecord, 'isNew'>;

/** Where a stage hands over what its downstream is to be told of. */
export interface DueCalls {
  /** Events received before, ms since the epoch, are not handed over. */
  readonly since: number;
  /** Resolves once all are on the queue; throws when any may not be. Adding one twice has one effect. */
  add(due: readonly DueCall[]): Promise<void>;
}

/** Systems downstream, over HTTP. */
export interface DownstreamCalls {
  /**
   * POSTs and resolves to the answer, whatever it says; redirects are not followed.
   * @throws when none came in time; the error tells neither headers nor bodies
   */
  post(request: DownstreamRequest): Promise<DownstreamAnswer>;
}

/** The headers that secrets hold, by the name of the secret. */
export interface SecretHeaders {
  /** @throws when there is no such secret, or it holds no headers; the error tells nothing of what it holds */
  of(secret: string): Promise<Readonly<Record<string, string>>>;
  /** The next answer is read anew. */
  forget(secret: string): void;
}

/**
 * Structured log: a code from the registry and safe fields; never an amount, a name or a secret.
 */
export interface Log {
  info(message: { code: string; text: string }, fields?: Readonly<Record<string, unknown>>): void;
  warn(message: { code: string; text: string }, fields?: Readonly<Record<string, unknown>>): void;
  error(message: { code: string; text: string }, fields?: Readonly<Record<string, unknown>>): void;
}

/** The counters, gauges and durations that a function reports. */
export interface Metrics {
  /** Adds to a counter: the values of a period are summed. */
  count(name: string, value: number, dimensions?: Readonly<Record<string, string>>): void;
  /** Reports a level as it is now: of the values of a period the maximum is read, never the sum. */
  gauge(name: string, value: number, dimensions?: Readonly<Record<string, string>>): void;
  /** Reports several durations of one kind at once. */
  durations(
    name: string,
    milliseconds: readonly number[],
    dimensions?: Readonly<Record<string, string>>,
  ): void;
}

/** What one contact is told of an alert. */
export interface Announcement {
  /** Tells this announcement from every other of its alert. */
  readonly key: string;
  /** When it was due, RFC 3339 UTC. */
  readonly time: string;
  /** The alert's id. */
  readonly alert: string;
  readonly kind: 'first' | 'escalated' | 'repeated' | 'over';
  readonly severity: Severity;
  /** Who is told: a name in the cell's contacts. */
  readonly contact: string;
  /** One line. */
  readonly subject: string;
  readonly text: string;
  /** Where its reader may act without any key. Absent where no link leads in, and of what is over. */
  readonly links?: AnnouncedLinks | undefined;
}

/** The signed links of an announcement. Opening one does nothing yet: its page asks. */
export interface AnnouncedLinks {
  readonly acknowledge: string;
  readonly resolve: string;
  /** RFC 3339 UTC. */
  readonly expiresAt: string;
}

/** A way in which contacts are told. */
export interface AlertTarget {
  /** Tells it from the others. */
  readonly name: string;
  /** Resolves once the announcement is on its way for good. */
  deliver(announcement: Announcement): Promise<void>;
}

/** What signs links to alerts, and knows where they lead. */
export interface AlertLinks {
  /** The address of their page, without a query; undefined while no link would lead there. */
  address(): Promise<string | undefined>;
  /** HMAC-SHA256 of the text under the cell's own key, in base64url. */
  sign(text: string): Promise<string>;
  /** Whether this is what `sign` makes of the text, in a time that tells nothing about where it differs. */
  isSigned(text: string, signature: string): Promise<boolean>;
}

/**
 * Does what must not be done twice. `done`: this call did it; `already`: another had; `busy`: another is
 * at it, or has died at it, which shows after some minutes.
 * @throws what `act` threw: then nothing counts as done
 */
export type Once = (key: string, act: () => Promise<void>) => Promise<'done' | 'already' | 'busy'>;

/** Everything a function may need; its factory takes the part it uses. */
export interface Ports {
  /** How long invoices of the cell may stay in a stage. */
  readonly stageDeadlines: StageDeadlines;
  readonly ledger: Ledger;
  /** How invoices leave the hot ledger, and after how many days. */
  readonly shelf: Shelf;
  readonly hotDays: number;
  readonly records: Records;
  readonly once: Once;
  readonly alertSettings: AlertSettings;
  readonly alertTargets: readonly AlertTarget[];
  readonly alertLinks: AlertLinks;
  readonly timeSeries: TimeSeries;
  readonly rollups: FigureRollups;
  readonly eventCounts: EventCounts;
  readonly anomalyScores: AnomalyScores;
  readonly anomalySettings: AnomalySettings;
  readonly topics: Topics;
  readonly bus: Bus;
  readonly queues: Queues;
  readonly dueRecords: DueRecords;
  readonly conservation: Conservation;
  readonly reconciler: ReconcilerSettings;
  /** Of the stages that have a downstream. */
  readonly dueCalls: Readonly<Partial<Record<Stage, DueCalls>>>;
  readonly downstreams: Downstreams;
  readonly downstreamCalls: DownstreamCalls;
  readonly secretHeaders: SecretHeaders;
  /** `Once` for calls to downstreams: it remembers a key for as long as anything can bring it again. */
  readonly onceCalled: Once;
  readonly clock: Clock;
  /** Milliseconds since some moment of the past; unlike the clock they never jump. */
  readonly elapsed: () => number;
  /** A number in [0, 1): jitter. */
  readonly random: () => number;
  /** Resolves after so many milliseconds. */
  readonly wait: (ms: number) => Promise<void>;
  readonly log: Log;
  readonly metrics: Metrics;
}
