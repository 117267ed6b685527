import { ResponseType, type RestApi } from 'aws-cdk-lib/aws-apigateway';
import type { Cell } from '../cells/cell.ts';
import { retryAfterSeconds } from './api-templates.ts';
import { type ProblemStatus, problem } from './problems.ts';

interface GatewayProblem {
  readonly type: ResponseType;
  readonly status: ProblemStatus;
  readonly code: string;
  readonly detail: string;
  readonly more?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
}

const retryAfter = { 'Retry-After': `'${retryAfterSeconds}'` };

/**
 * A used-up quota stays so for up to a day, and a gateway response cannot work out how long: whoever keeps
 * to this asks 24 times a day at most, and goes on within an hour.
 */
const retryAfterAnHour = { 'Retry-After': "'3600'" };

/** What API Gateway answers by itself, before or instead of the bus. */
const gatewayProblems: readonly GatewayProblem[] = [
  {
    type: ResponseType.BAD_REQUEST_BODY,
    status: 400,
    code: 'INVALID_BODY',
    detail:
      'The body is not what this route takes; nothing of it was accepted. Fix the fields listed in `errors` and send it again.',
    // Text that API Gateway inserts as it is, escaped for a JSON string; how it quotes is
    // undocumented.
    more: { errors: '$context.error.validationErrorString' },
  },
  {
    type: ResponseType.BAD_REQUEST_PARAMETERS,
    status: 400,
    code: 'INVALID_PARAMETERS',
    detail:
      'A parameter of the request is missing or wrong. Fix the fields listed in `errors` and send it again.',
    more: { errors: '$context.error.validationErrorString' },
  },
  {
    type: ResponseType.INVALID_API_KEY,
    status: 403,
    code: 'INVALID_API_KEY',
    detail:
      'The x-api-key header is missing, or its key is unknown, disabled or of another cell. Send the key you were given for this cell.',
  },
  {
    type: ResponseType.THROTTLED,
    status: 429,
    code: 'THROTTLED',
    detail:
      'The request came faster than your usage plan or the API allows. Send it again after Retry-After, and slow down.',
    headers: retryAfter,
  },
  {
    type: ResponseType.QUOTA_EXCEEDED,
    status: 429,
    code: 'QUOTA_EXCEEDED',
    detail:
      'The quota of your usage plan for the day is used up. Ask for a larger one, or wait for the next day: Retry-After says when to look again.',
    headers: retryAfterAnHour,
  },
  {
    type: ResponseType.WAF_FILTERED,
    status: 403,
    code: 'BLOCKED_BY_FIREWALL',
    detail:
      'The firewall took the request for an attack: see its address, its headers and its query. Send the request id to whoever runs the API.',
  },
  {
    type: ResponseType.REQUEST_TOO_LARGE,
    status: 413,
    code: 'BODY_TOO_LARGE',
    detail: 'The body is larger than the API takes. Send fewer events in a request.',
  },
  {
    type: ResponseType.UNSUPPORTED_MEDIA_TYPE,
    status: 415,
    code: 'UNSUPPORTED_MEDIA_TYPE',
    detail:
      'Only JSON is understood. Send the header Content-Type: application/json, and leave Content-Encoding out unless the body is compressed with gzip or deflate.',
  },
  {
    type: ResponseType.INTEGRATION_FAILURE,
    status: 503,
    code: 'BUS_UNREACHABLE',
    detail:
      'The service behind the API could not be reached. Send the whole request again: nothing is counted twice.',
    headers: retryAfter,
  },
  {
    type: ResponseType.INTEGRATION_TIMEOUT,
    status: 504,
    code: 'BUS_TIMEOUT',
    detail:
      'The service behind the API did not answer in time. Send the whole request again: nothing is counted twice.',
    headers: retryAfter,
  },
];

/** API Gateway's name for "no such resource or method". */
const noSuchRoute: GatewayProblem = {
  type: ResponseType.MISSING_AUTHENTICATION_TOKEN,
  status: 404,
  code: 'NO_SUCH_ROUTE',
  detail: 'There is no such route or method. POST to /invoices/{stage} or GET /invoices/{invoiceId}.',
};

/**
 * Where requests are signed, an unsigned one gets the same response: it cannot say which of the two
 * applies.
 */
const signatureProblems: readonly GatewayProblem[] = [
  {
    type: ResponseType.MISSING_AUTHENTICATION_TOKEN,
    status: 403,
    code: 'NOT_SIGNED',
    detail:
      'The request is not signed, or there is no such route or method. Sign it (SigV4, service execute-api) and POST to /invoices/{stage} or GET /invoices/{invoiceId}.',
  },
  {
    type: ResponseType.INVALID_SIGNATURE,
    status: 403,
    code: 'INVALID_SIGNATURE',
    detail: 'The signature does not match the request. Sign it anew, with this key and these headers.',
  },
  {
    type: ResponseType.EXPIRED_TOKEN,
    status: 403,
    code: 'EXPIRED_TOKEN',
    detail: 'The credentials behind the signature have expired. Fetch new ones and sign the request anew.',
  },
  {
    type: ResponseType.ACCESS_DENIED,
    status: 403,
    code: 'ACCESS_DENIED',
    detail: 'Your identity may not call this route. Ask for execute-api:Invoke on it.',
  },
];

const contentType = { 'Content-Type': "'application/problem+json'" };

/**
 * Turns everything that API Gateway answers by itself into an RFC 9457 problem. Templates are
 * chosen by the content type that the client accepts and default to `application/json`; the header
 * then says what the body is.
 */
export function addGatewayResponses(api: RestApi, { auth }: Cell): void {
  const ofAuth = auth === 'iam' ? signatureProblems : [noSuchRoute];
  for (const { type, status, code, detail, more, headers } of [...gatewayProblems, ...ofAuth])
    api.addGatewayResponse(type.responseType, {
      type,
      statusCode: String(status),
      responseHeaders: { ...contentType, ...headers },
      templates: { 'application/json': problem(status, code, detail, more) },
    });
  // The others keep their own status, which is not known here, so the body leaves it to the status
  // line.
  for (const type of [ResponseType.DEFAULT_4XX, ResponseType.DEFAULT_5XX])
    api.addGatewayResponse(type.responseType, {
      type,
      responseHeaders: contentType,
      templates: {
        'application/json':
          '{"type":"about:blank","code":"$context.error.responseType","detail":$context.error.messageString,"requestId":"$context.requestId"}',
      },
    });
}
