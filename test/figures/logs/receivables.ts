import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import Big from 'big.js';
import { parse } from 'csv-parse/sync';
import { DateTime } from 'luxon';
import type { Fact } from '../../../functions/core/invoice/fact.ts';
import type { InvoiceEvent } from '../../../schemas/event.ts';
import type { Stage, Status } from '../../../schemas/stages.ts';
import { loggedFact } from './logged-fact.ts';

type Row = Readonly<Record<string, string>>;
type Document = Omit<InvoiceEvent, 'eventId' | 'status' | 'occurredAt'>;

/**
 * IBM's sample of receivables: amounts, due dates and payment dates as they stand there. It has no
 * currencies and countries in the sense of ISO: each of its country codes is lent one of both, so that
 * amounts may not meet.
 */
export async function ibmReceivables(folder: string): Promise<readonly Fact[]> {
  const rows = await rowsOf(join(folder, 'receivables', 'ibm-accounts-receivable.csv'));
  return rows.flatMap((row) => {
    const date = (column: string) => dateIn(row, column, 'M/d/yyyy');
    const [invoiceDate, settledOn] = [date('InvoiceDate'), date('SettledDate')];
    const document: Document = {
      invoiceId: `IBM-${textIn(row, 'invoiceNumber')}`,
      amount: textIn(row, 'InvoiceAmount'),
      ...lentTo(textIn(row, 'countryCode'), textIn(row, 'customerID')),
      ...{ invoiceDate, dueDate: date('DueDate') },
    };
    const step = stepsOf(document, textIn(row, 'PaperlessBill'));
    return [
      step('ingestion', 'received', `${invoiceDate}T09:00:00Z`),
      ...(textIn(row, 'Disputed') === 'Yes'
        ? [step('reconciliation', 'mismatched', `${invoiceDate}T15:30:00+01:00`)]
        : []),
      step('posting', 'paid', `${settledOn}T12:00:00-05:00`),
    ];
  });
}

/** The countries of the sample by its own codes, and what each is lent. */
const lent: Readonly<Record<string, readonly [currency: string, country: string]>> = {
  391: ['EUR', 'DE'],
  406: ['USD', 'US'],
  770: ['GBP', 'GB'],
  818: ['JPY', 'JP'],
  897: ['EUR', 'FR'],
};

function lentTo(code: string, vendor: string): Pick<Document, 'currency' | 'vendor'> {
  const found = lent[code];
  if (!found) throw new RangeError(`countryCode: nothing is lent to ${code}`);
  return { currency: found[0], vendor: { id: vendor, country: found[1] } };
}

/**
 * The payables of a student competition: some paid in part, some before their date. A third is lent a
 * discount, 2 % within 10 days, as no file that we have grants one; half of what was paid in full does not
 * say what it paid.
 */
export async function cassandraPayables(folder: string): Promise<readonly Fact[]> {
  const rows = await rowsOf(join(folder, 'receivables', 'cassandra22-ap-train.csv'));
  return rows.flatMap((row, index) => {
    const invoiceDate = dateIn(row, 'Invoice_Date', 'dd-MMM-yy');
    const settledOn = DateTime.fromISO(invoiceDate, { zone: 'utc' })
      .plus({ days: Number(textIn(row, 'Number_of_Days_until_Payment')) })
      .toFormat('yyyy-MM-dd');
    const createdAt = timeIn(row, 'Created', 'dd-MM-yyyy HH:mm');
    const luck = createHash('sha256').update(String(index)).digest();
    const document: Document = {
      ...{ invoiceId: `AP-${index}`, amount: textIn(row, 'Amount'), currency: 'USD' },
      vendor: { id: textIn(row, 'Vendor_Name') },
      ...{ invoiceDate, dueDate: dateIn(row, 'Due_Date', 'dd-MMM-yy') },
      ...((luck[0] ?? 0) % 3 === 0 && { paymentTerms: { discountPercent: '2', discountDays: 10 } }),
    };
    const isPaidInFull = new Big(textIn(row, 'Outstanding')).eq(0);
    const paid = isPaidInFull && (luck[1] ?? 0) % 2 === 0 ? {} : { paidAmount: textIn(row, 'Settled') };
    const step = stepsOf(document, 'competition');
    return [
      step('ingestion', 'received', createdAt.toISO() ?? ''),
      step('posting', 'paid', `${settledOn}T16:00:00+01:00`, paid),
    ];
  });
}

/** Makes the events of a document: what it is stands in the first of them. */
function stepsOf(document: Document, producer: string) {
  const { invoiceId, amount, currency, vendor } = document;
  return (stage: Stage, status: Status, occurredAt: string, more: Partial<InvoiceEvent> = {}): Fact => {
    const said = status === 'received' ? document : { invoiceId, amount, currency, vendor };
    return loggedFact(stage, producer, { eventId: status, status, occurredAt, ...said, ...more });
  };
}

async function rowsOf(file: string): Promise<readonly Row[]> {
  const rows: readonly Row[] = parse(await readFile(file, 'utf8'), { columns: true, bom: true });
  return rows;
}

function textIn(row: Row, column: string): string {
  const text = row[column];
  if (text === undefined || text === '') throw new RangeError(`${column}: there is none`);
  return text;
}

function dateIn(row: Row, column: string, format: string): string {
  return timeIn(row, column, format).toFormat('yyyy-MM-dd');
}

function timeIn(row: Row, column: string, format: string): DateTime {
  const time = DateTime.fromFormat(textIn(row, column), format, { zone: 'utc', locale: 'en' });
  if (!time.isValid) throw new RangeError(`${column}: ${row[column]} is not written as ${format}`);
  return time;
}
