import { isObject, type JsonObject } from '../../lib/json.ts';
import type { HttpRequest, HttpResponse } from './http-message.ts';
import { type RequestContext, requestTime } from './request-context.ts';
import type { RestApi } from './rest-api.ts';
import type { Match } from './router.ts';

function orNull<T>(values: Readonly<Record<string, T>>): Readonly<Record<string, T>> | null {
  return Object.keys(values).length > 0 ? values : null;
}

function lists(pairs: Iterable<readonly [string, string]>): Record<string, string[]> {
  const values: Record<string, string[]> = Object.create(null);
  for (const [name, value] of pairs) {
    values[name] ??= [];
    values[name].push(value);
  }
  return { ...values };
}

function lastOf(values: Readonly<Record<string, readonly string[]>>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, each]) => [name, each.at(-1) ?? '']));
}

function headerPairs(headers: HttpRequest['headers']): readonly (readonly [string, string])[] {
  return Object.entries(headers).flatMap(([name, value]) =>
    value === undefined ? [] : [value].flat().map((each) => [name, String(each)] as const),
  );
}

/** The event of a Lambda proxy integration, payload version 1.0. */
export function proxyEvent(
  request: HttpRequest,
  match: Match,
  context: RequestContext,
  api: RestApi,
): object {
  const query = lists(new URLSearchParams(request.query));
  const headers = lists(headerPairs(request.headers));
  const { facts } = context;
  return {
    resource: match.method.resourcePath,
    path: request.path,
    httpMethod: request.method,
    headers: lastOf(headers),
    multiValueHeaders: headers,
    queryStringParameters: orNull(lastOf(query)),
    multiValueQueryStringParameters: orNull(query),
    pathParameters: orNull(match.parameters),
    stageVariables: orNull(api.stageVariables),
    requestContext: {
      resourceId: facts.resourceId,
      resourcePath: facts.resourcePath,
      httpMethod: facts.httpMethod,
      path: `/${facts.stage}${facts.path}`,
      accountId: facts.accountId,
      apiId: facts.apiId,
      stage: facts.stage,
      protocol: 'HTTP/1.1',
      requestId: facts.requestId,
      extendedRequestId: facts.requestId,
      requestTime: requestTime(facts.timeMs),
      requestTimeEpoch: facts.timeMs,
      domainName: facts.host,
      identity: {
        sourceIp: facts.sourceIp,
        userAgent: facts.userAgent,
        apiKeyId: facts.apiKeyId ?? null,
        accessKey: facts.accessKeyId ?? null,
      },
      authorizer: null,
    },
    body: request.body.length > 0 ? request.body.toString('utf8') : null,
    isBase64Encoded: false,
  };
}

function isHeaderValue(value: unknown): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

function readHeaders(result: JsonObject): Record<string, string | string[]> | undefined {
  const { headers = {}, multiValueHeaders = {} } = result;
  const [single, multiple] = [headers ?? {}, multiValueHeaders ?? {}];
  if (!isObject(single) || !isObject(multiple)) return undefined;
  const read: Record<string, string | string[]> = {};
  for (const [name, value] of Object.entries(single)) {
    if (!isHeaderValue(value)) return undefined;
    read[name.toLowerCase()] = String(value);
  }
  for (const [name, values] of Object.entries(multiple)) {
    if (!Array.isArray(values) || !values.every(isHeaderValue)) return undefined;
    read[name.toLowerCase()] = values.map(String);
  }
  return read;
}

const responseFields = new Set(['statusCode', 'headers', 'multiValueHeaders', 'body', 'isBase64Encoded']);

/** A status as a number, or as text that says one; undefined for anything else. */
function readStatus(value: unknown): number | undefined {
  if (typeof value !== 'number' && typeof value !== 'string') return undefined;
  return /^[1-5]\d\d$/.test(String(value)) ? Number(value) : undefined;
}

/**
 * The response a function's result stands for; undefined when it is malformed, which API Gateway
 * makes a 502.
 */
export function proxyResponse(result: unknown, requestId: string): HttpResponse | undefined {
  if (!isObject(result)) return undefined;
  if (Object.keys(result).some((name) => !responseFields.has(name))) return undefined;
  const status = readStatus(result.statusCode);
  const headers = readHeaders(result);
  const { body = '', isBase64Encoded = false } = result;
  if (status === undefined || !headers) return undefined;
  if (body !== null && typeof body !== 'string') return undefined;
  if (typeof isBase64Encoded !== 'boolean') return undefined;
  return {
    status,
    headers: { 'content-type': 'application/json', 'x-amzn-requestid': requestId, ...headers },
    body: isBase64Encoded ? Buffer.from(body ?? '', 'base64') : (body ?? ''),
  };
}
