import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import { identifier } from '../../schemas/patterns.ts';
import type { InvoiceHistory } from '../core/invoice-history.ts';
import { history } from '../core/order.ts';
import type { Ports } from '../core/ports.ts';
import { project } from '../core/projection.ts';

const identifierPattern = new RegExp(identifier);
const longestIdentifier = 128;

/** `InvoiceHistory`: `GET /invoices/{invoiceId}` answers with every event of the invoice and what they add up to. */
export const create =
  ({ ledger }: Pick<Ports, 'ledger'>) =>
  async ({
    pathParameters,
  }: Pick<APIGatewayProxyEvent, 'pathParameters'>): Promise<APIGatewayProxyResult> => {
    const invoiceId = decoded(pathParameters?.invoiceId ?? '');
    if (invoiceId === undefined) return notAnIdentifier;
    const facts = await ledger.facts(invoiceId);
    if (facts.length === 0) return unknownInvoice(invoiceId);
    // Projected from the very facts it is shown with: the stored head may be an event behind them.
    return reply(200, 'application/json', {
      invoiceId,
      head: project(facts),
      events: history(facts),
    } satisfies InvoiceHistory);
  };

/** A REST API hands path parameters on as they were sent, percent-encoded. */
const decoded = (parameter: string): string | undefined => {
  try {
    const text = decodeURIComponent(parameter);
    return text.length <= longestIdentifier && identifierPattern.test(text) ? text : undefined;
  } catch {
    return undefined;
  }
};

const reply = (statusCode: number, contentType: string, body: object): APIGatewayProxyResult => ({
  statusCode,
  headers: { 'Content-Type': contentType, 'Cache-Control': 'no-store' },
  body: JSON.stringify(body),
});

/** Problem details (RFC 9457) with a code to act on. */
const problem = (status: number, code: string, title: string, detail: string): APIGatewayProxyResult =>
  reply(status, 'application/problem+json', { type: 'about:blank', title, status, code, detail });

const notAnIdentifier = problem(
  400,
  'INVOICE_ID_MALFORMED',
  'Bad Request',
  `An invoice id is 1 to ${longestIdentifier} visible ASCII characters without spaces, percent-encoded in the path.`,
);

const unknownInvoice = (invoiceId: string): APIGatewayProxyResult =>
  problem(
    404,
    'INVOICE_UNKNOWN',
    'Not Found',
    `No event of invoice ${invoiceId} has been processed. One just accepted may need a few seconds; otherwise check the id.`,
  );
