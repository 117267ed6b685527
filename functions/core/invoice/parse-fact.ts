import { isObject, type JsonObject } from '../../../lib/json.ts';
import { documentTypes } from '../../../schemas/document-types.ts';
import { date, notPositive } from '../../../schemas/patterns.ts';
import { type Stage, stages } from '../../../schemas/stages.ts';
import { BemsError } from '../errors.ts';
import type { Envelope, Fact } from './fact.ts';
import { isInstant } from './instant.ts';
import { isStatusOf } from './lifecycle.ts';
import { isDecimal } from './money.ts';

// What crosses a queue is checked again, because anybody with access to the queue can put anything
// there. The checks cover what the domain computes with; the API checks the whole contract. They
// are written by hand because a schema validator would double the size of the functions' bundles.

type IsValid = (text: string) => boolean;

function malformed(sentence: string, cause?: unknown): BemsError {
  return new BemsError('FACT_MALFORMED', sentence, {
    nextStep: 'Find out who put the message on the queue; correct the event and POST it again.',
    failureClass: 'permanent',
    cause,
  });
}

function requireObject(fields: JsonObject, key: string, path: string): JsonObject {
  const value = fields[key];
  if (!isObject(value)) throw malformed(`${path}${key} is not an object.`);
  return value;
}

function requireText(fields: JsonObject, key: string, path: string, isValid?: IsValid): void {
  const value = fields[key];
  if (typeof value !== 'string' || value === '') throw malformed(`${path}${key} is not a text.`);
  if (isValid && !isValid(value)) throw malformed(`${path}${key} is not of the form the contract asks for.`);
}

function allowObject(fields: JsonObject, key: string, path: string): JsonObject {
  return fields[key] === undefined ? {} : requireObject(fields, key, path);
}

function allowText(fields: JsonObject, key: string, path: string, isValid?: IsValid): void {
  if (fields[key] !== undefined) requireText(fields, key, path, isValid);
}

function allowNumber(fields: JsonObject, key: string, path: string, max: number): void {
  const value = fields[key];
  if (value === undefined || (typeof value === 'number' && value >= 0 && value <= max)) return;
  throw malformed(`${path}${key} is not a number from 0 to ${max}.`);
}

const datePattern = new RegExp(date);

function isDate(text: string): boolean {
  return datePattern.test(text);
}

function checkPaymentTerms(terms: JsonObject): void {
  const path = 'event.paymentTerms.';
  allowText(terms, 'code', path);
  allowNumber(terms, 'netDays', path, 999);
  allowNumber(terms, 'discountDays', path, 999);
  if (typeof terms.discountPercent === 'number') allowNumber(terms, 'discountPercent', path, 100);
  else allowText(terms, 'discountPercent', path, isDecimal);
}

const notPositivePattern = new RegExp(notPositive);

/** Checks the type of the document and the payment, and what they demand of other fields. */
function checkDocument(event: JsonObject, path: string): void {
  const { documentType, amount, status } = event;
  allowText(event, 'documentType', path, (text) => documentTypes.some((known) => known === text));
  if (documentType === 'credit-note' && !notPositivePattern.test(String(amount)))
    throw malformed(`${path}amount is positive, but ${path}documentType says credit-note.`);
  allowText(event, 'paidAmount', path, isDecimal);
  if (event.paidAmount !== undefined && status !== 'paid')
    throw malformed(`${path}paidAmount stands beside another ${path}status than paid.`);
}

function checkEvent(event: JsonObject, stage: Stage): void {
  const path = 'event.';
  requireText(event, 'eventId', path);
  requireText(event, 'invoiceId', path);
  requireText(event, 'status', path, (status) => isStatusOf(stage, status));
  requireText(event, 'occurredAt', path, isInstant);
  requireText(event, 'amount', path, isDecimal);
  requireText(event, 'currency', path);
  checkDocument(event, path);
  const vendor = requireObject(event, 'vendor', path);
  requireText(vendor, 'id', 'event.vendor.');
  allowText(vendor, 'country', 'event.vendor.');
  checkPaymentTerms(allowObject(event, 'paymentTerms', path));
  allowText(event, 'invoiceDate', path, isDate);
  allowText(event, 'dueDate', path, isDate);
  allowText(allowObject(event, 'source', path), 'actor', 'event.source.');
  const attributes = allowObject(event, 'attributes', path);
  for (const key in attributes) {
    if (typeof attributes[key] !== 'string') throw malformed('event.attributes holds what is not a text.');
  }
}

function checkEnvelope(envelope: JsonObject): void {
  requireText(envelope, 'schemaVersion', '');
  requireText(envelope, 'receivedAt', '', isInstant);
  for (const key of ['requestId', 'producer', 'cell', 'region', 'accountId']) requireText(envelope, key, '');
  const stage = stages.find((known) => known === envelope.stage);
  if (stage === undefined) throw malformed('stage is not a stage.');
  checkEvent(requireObject(envelope, 'event', ''), stage);
}

/**
 * Checks that a value is an envelope, as the API's request template makes it.
 * @throws {BemsError} FACT_MALFORMED, permanent, naming the first bad field, never its content
 */
export function parseEnvelope(value: unknown): Envelope {
  if (!isObject(value)) throw malformed('The envelope is not an object.');
  checkEnvelope(value);
  return value as unknown as Envelope;
}

const digestPattern = /^[0-9a-f]{64}$/;

/**
 * Reads a fact from the body of a queue message.
 * @throws {BemsError} FACT_MALFORMED, permanent, naming the first bad field, never its content
 */
export function parseFact(body: string): Fact {
  const value = parseJson(body);
  if (!isObject(value)) throw malformed('The message is not a JSON object.');
  checkEnvelope(value);
  requireText(value, 'entryId', '');
  requireText(value, 'digest', '', (text) => digestPattern.test(text));
  return value as unknown as Fact;
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch (cause) {
    throw malformed('The message is not JSON.', cause);
  }
}
