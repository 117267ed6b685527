import Big from 'big.js';
import { isJsonArray, isObject, type JsonObject, type JsonValue, own, parseJson } from '../../../lib/json.ts';
import { currency as currencyPattern } from '../../../schemas/patterns.ts';
import { type Stage, stages } from '../../../schemas/stages.ts';
import { isDecimal } from './money.ts';

/** Days that some invoices may stay in a stage before somebody has to look. */
export interface StageDeadline {
  readonly stage: Stage;
  /** More than 0; parts of a day too. */
  readonly days: number;
  /** Only invoices of this vendor. */
  readonly vendorId?: string;
  /** Only invoices in this currency. */
  readonly currency?: string;
  /** Only invoices of this amount or more: a decimal string, in `currency`, which must be given. */
  readonly amountFrom?: string;
}

/**
 * The deadlines of a cell. Of an invoice's stage the first that matches holds; the last of each
 * stage matches every invoice.
 */
export type StageDeadlines = readonly StageDeadline[];

/** What a deadline may depend on. */
export interface DeadlineSubject {
  readonly stage: Stage;
  readonly vendorId: string;
  readonly currency: string;
  /** Decimal string. */
  readonly amount: string;
}

/** The usual targets of an accounts-payable department. */
export const usualStageDeadlines: StageDeadlines = [
  { stage: 'ingestion', days: 1 },
  { stage: 'reconciliation', days: 3 },
  { stage: 'authorization', days: 5 },
  { stage: 'posting', days: 5 },
];

/**
 * The days that the invoice may stay in its stage.
 * @throws {RangeError} when no deadline matches: `deadlineErrors` finds that beforehand
 */
export function daysFor(subject: DeadlineSubject, deadlines: StageDeadlines): number {
  const first = deadlines.find((deadline) => matches(subject, deadline));
  if (!first) throw new RangeError(`No deadline of stage ${subject.stage} matches every invoice`);
  return first.days;
}

function matches(
  subject: DeadlineSubject,
  { stage, vendorId, currency, amountFrom }: StageDeadline,
): boolean {
  return (
    stage === subject.stage &&
    (vendorId === undefined || vendorId === subject.vendorId) &&
    (currency === undefined || currency === subject.currency) &&
    (amountFrom === undefined || new Big(subject.amount).gte(amountFrom))
  );
}

/** What is wrong with the deadlines of a cell, a sentence each. */
export function deadlineErrors(deadlines: StageDeadlines): string[] {
  return [...deadlines.flatMap(errorsOfOne), ...stages.flatMap((stage) => errorsOfStage(stage, deadlines))];
}

function errorsOfOne({ stage, days, currency, amountFrom }: StageDeadline): string[] {
  const errors = [];
  if (!stages.includes(stage)) errors.push(`there is no stage ${stage} to have a deadline`);
  if (!(Number.isFinite(days) && days > 0))
    errors.push(`a deadline of ${stage} must be more than 0 days, not ${days}`);
  if (currency !== undefined && !new RegExp(currencyPattern).test(currency))
    errors.push(`a deadline of ${stage} names ${currency}, which is no currency: write it like EUR`);
  if (amountFrom !== undefined && !isDecimal(amountFrom))
    errors.push(`a deadline of ${stage} names ${amountFrom}, which is no amount: write it like "10000.00"`);
  if (amountFrom !== undefined && currency === undefined)
    errors.push(`a deadline of ${stage} names an amount without its currency`);
  return errors;
}

function errorsOfStage(stage: Stage, deadlines: StageDeadlines): string[] {
  const ofStage = deadlines.filter((deadline) => deadline.stage === stage);
  const everything = ofStage.findIndex(
    ({ vendorId, currency, amountFrom }) => (vendorId ?? currency ?? amountFrom) === undefined,
  );
  if (everything === -1) return [`${stage} needs a deadline without conditions, for all other invoices`];
  if (everything < ofStage.length - 1)
    return [`${stage} has deadlines that never hold: they stand after one without conditions`];
  return [];
}

/** The deadlines as a function's environment carries them. */
export function deadlinesText(deadlines: StageDeadlines): string {
  return JSON.stringify(deadlines);
}

/**
 * The deadlines that a text of `deadlinesText` says.
 * @throws {Error} when it says something else
 */
export function parseDeadlines(text: string): StageDeadlines {
  const value = parseJson(text);
  const deadlines = isJsonArray(value) ? value.map(deadlineFrom) : [];
  const known = deadlines.filter((deadline) => deadline !== undefined);
  const [error] = known.length === deadlines.length ? deadlineErrors(known) : ['an entry is malformed'];
  if (error !== undefined) throw new Error(`The stage deadlines cannot be used: ${error}.`);
  return known;
}

function deadlineFrom(value: JsonValue): StageDeadline | undefined {
  if (!isObject(value)) return undefined;
  const stage = stages.find((known) => known === own(value, 'stage'));
  const days = own(value, 'days');
  if (stage === undefined || typeof days !== 'number') return undefined;
  const [vendorId, currency, amountFrom] = ['vendorId', 'currency', 'amountFrom'].map((name) =>
    textOf(value, name),
  );
  return {
    stage,
    days,
    ...(vendorId !== undefined && { vendorId }),
    ...(currency !== undefined && { currency }),
    ...(amountFrom !== undefined && { amountFrom }),
  };
}

function textOf(value: JsonObject, name: string): string | undefined {
  const text = own(value, name);
  return typeof text === 'string' ? text : undefined;
}
