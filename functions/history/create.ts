import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import { readInvoiceHistory } from '../../operations/invoice-history.ts';
import { text as visibleText } from '../../schemas/patterns.ts';
import { metricNames } from '../core/metric-names.ts';
import type { Ports } from '../core/ports.ts';

const visible = new RegExp(visibleText);
const maxIdLength = 128;

/** The parts of the API's event that the function reads. */
type HistoryRequest = Pick<APIGatewayProxyEvent, 'pathParameters'> & {
  readonly requestContext: Pick<APIGatewayProxyEvent['requestContext'], 'requestId'>;
};

/**
 * `InvoiceHistory`: `GET /invoices/{invoiceId}` returns every event of the invoice and its current
 * state.
 */
export function create({
  ledger,
  records,
  metrics,
  stageDeadlines,
}: Pick<Ports, 'ledger' | 'records' | 'metrics' | 'stageDeadlines'>) {
  return async ({ pathParameters, requestContext }: HistoryRequest): Promise<APIGatewayProxyResult> => {
    const invoiceId = decoded(pathParameters?.invoiceId ?? '');
    if (invoiceId === undefined) return problem({ ...notAnIdentifier, requestId: requestContext.requestId });
    metrics.count(metricNames.lookups, 1);
    const history = await readInvoiceHistory({ ledger, records, stageDeadlines }, invoiceId);
    if (!history) return problem({ ...unknownInvoice, requestId: requestContext.requestId });
    return reply(200, 'application/json', history);
  };
}

/** A REST API passes path parameters on as they were sent, percent-encoded. */
function decoded(parameter: string): string | undefined {
  try {
    const text = decodeURIComponent(parameter);
    return text !== '' && [...text].length <= maxIdLength && visible.test(text) ? text : undefined;
  } catch {
    return undefined;
  }
}

function reply(statusCode: number, contentType: string, body: object): APIGatewayProxyResult {
  return {
    statusCode,
    headers: { 'Content-Type': contentType, 'Cache-Control': 'no-store' },
    body: JSON.stringify(body),
  };
}

/** Problem details (RFC 9457) with a `code`, in the form of the API's own. */
interface Problem {
  readonly title: string;
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly requestId: string;
}

function problem(details: Problem): APIGatewayProxyResult {
  return reply(details.status, 'application/problem+json', { type: 'about:blank', ...details });
}

const notAnIdentifier = {
  title: 'Bad Request',
  status: 400,
  code: 'INVOICE_ID_MALFORMED',
  detail: `An invoice id is 1 to ${maxIdLength} characters, none of them a control character; percent-encode it in the path.`,
};

const unknownInvoice = {
  title: 'Not Found',
  status: 404,
  code: 'INVOICE_UNKNOWN',
  detail:
    'No event of this invoice has been processed. One accepted just now may need a few seconds; otherwise check the id.',
};
