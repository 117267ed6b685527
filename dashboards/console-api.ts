import type { ListedAlert } from '../functions/core/alerts/listed-alert.ts';
import type { Severity } from '../functions/core/alerts/severity.ts';
import type { DeadLetterKind } from '../functions/core/names.ts';
import type { OpenConflicts } from '../operations/conflicts/open.ts';
import type { Stage } from '../schemas/stages.ts';
import type { ListedEvent } from './kpi-reader.ts';

/** What the cell answers at `GET /console/api/status`; `bems status --json` prints it as it is. */
export interface CellStatus {
  readonly cell: string;
  readonly region: string;
  /** RFC 3339 UTC. */
  readonly startedAt: string;
  readonly now: string;
  /** Distinct events answered with a 2xx; repeats are counted in `duplicates` instead. */
  readonly accepted: number;
  /** Events whose fact is in the ledger and whose record is in the time series. */
  readonly visible: number;
  /** Facts in the ledger. */
  readonly distinct: number;
  /** Accepted entries that repeated an event already accepted. */
  readonly duplicates: number;
  /** Messages between acceptance and the stores. */
  readonly inFlight: number;
  /** Messages that were given up and wait for a person, on all dead-letter queues of the cell. */
  readonly deadLettered: number;
  /** The same by what gave them up. */
  readonly deadLetters: Readonly<Record<DeadLetterKind, number>>;
  /**
   * Accepted events that somebody has discarded since, and that no other acceptance brought. Once
   * nothing is in flight, accepted = visible + dead letters of events that are not visible + discarded.
   */
  readonly discarded: number;
  /**
   * Visible events that the downstream of their stage is still to be told of; null when no stage has
   * a downstream.
   */
  readonly callsWaiting: number | null;
  readonly freshness: {
    /** Newest `receivedAt` that is visible, and its age. */
    readonly newestReceivedAt: string | null;
    readonly ageMs: number | null;
    /** From received to visible, over the last five minutes of traffic. */
    readonly p50Ms: number | null;
    readonly p95Ms: number | null;
    readonly p99Ms: number | null;
    readonly maxMs: number | null;
  };
  /** Invoices past the deadline of their stage, counted every minute; null before the first time. */
  readonly stuckInvoices: Readonly<Record<Stage, number>> | null;
  /** Event ids that came with different contents and that nobody has settled, up to ten of them. */
  readonly openConflicts: OpenConflicts;
  /** Alarms that ring, by severity; those that are made of others do not count. */
  readonly ringing: Readonly<Record<Severity, number>>;
  readonly stages: Readonly<Record<Stage, StageStatus>>;
  /** Given while a history is loaded, and figures are of a part of it. */
  readonly loading?: HistoryLoading;
}

/** Events of a history that the cell has accepted, of how many. */
export interface HistoryLoading {
  readonly sent: number;
  readonly total: number;
}

/**
 * The path of one stage's events, hop by hop. Counts start when the cell's data folder was created,
 * unless a comment says otherwise.
 */
export interface StageStatus {
  /** Entries the bus took (repeats included). */
  readonly onBus: number;
  /** Waiting for or held by the relay. */
  readonly relaying: number;
  /** Waiting in the stage's FIFO queue. */
  readonly queued: number;
  /** Held by the stage's processor. */
  readonly processing: number;
  readonly processed: number;
  readonly visible: number;
  /** Now in the stage's dead-letter queues. */
  readonly deadLettered: number;
}

/** `GET /console/api/alarms`: every alarm; `bems alarms --json` prints it as it is. */
export interface AlarmListing {
  /** RFC 3339 UTC. */
  readonly asOf: string;
  readonly alarms: readonly ListedAlarm[];
}

export interface ListedAlarm {
  readonly name: string;
  readonly state: 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';
  /** When it entered the state. RFC 3339 UTC. */
  readonly since: string;
  /** Why it is in the state. */
  readonly reason: string;
  /** Null for an alarm that is made of others. */
  readonly severity: 'critical' | 'warning' | null;
  /** What it watches, what it means for the business, and why it rings when it does. */
  readonly description: string;
  /** What is compared; null for an alarm that is made of others. */
  readonly condition: AlarmCondition | null;
  readonly runbook: AlarmRunbook | null;
}

export interface AlarmCondition {
  /** What the value is of. */
  readonly subject: string;
  /**
   * The newest one; null without data. Of a cell in an account CloudWatch has it, and `reason`
   * those that counted.
   */
  readonly value?: number | null;
  /** Such as `greater than`. */
  readonly comparison: string;
  /** Null when it is a band that CloudWatch learns. */
  readonly threshold: number | null;
  readonly datapointsToAlarm: number;
  readonly evaluationPeriods: number;
  readonly periodSeconds: number;
}

/** A heading of the runbooks; the texts are Markdown. */
export interface AlarmRunbook {
  readonly title: string;
  readonly description: string;
  readonly investigation: string;
  readonly resolution: string;
  /** How to know that it is over. */
  readonly over: string;
}

/** `GET /console/api/events?limit=50`: the newest visible events, newest first. */
export interface LatestEvents {
  readonly events: readonly ListedEvent[];
}

/** `GET /console/api/alerts?all=false`: the alerts that are not over, or all; the critical ones first. */
export interface AlertListing {
  readonly alerts: readonly ListedAlert[];
}

export type { InvoiceHistory } from '../functions/core/invoice/history.ts';
/** `GET /console/api/stuck`: the invoices past the deadline of their stage, the longest overdue first. */
export type { StuckInvoice, StuckListing } from '../functions/core/invoice/stuck-listing.ts';
