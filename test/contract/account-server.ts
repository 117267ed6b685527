import type { IncomingMessage } from 'node:http';
import type { AccountWorld } from '../doubles/memory-account.ts';
import { type Answer, type Asked, answerOf } from './account-answers.ts';
import { bodyOf, startHttpDouble } from './http-double.ts';

/** The prefix of a service's actions, by what its requests carry in front of the operation. */
const services: Readonly<Record<string, string>> = {
  ServiceQuotasV20190624: 'servicequotas',
  AmazonSSM: 'ssm',
  CertificateManager: 'acm',
  CloudApiService: 'cloudformation',
  AmazonSQS: 'sqs',
  Timestream_20181101: 'timestream',
};

/**
 * The services of AWS that a preflight asks, over HTTP, each in its own protocol, with two entries to a page. Of
 * those, moto has neither Cloud Control's reads nor accounts that lack something.
 */
export async function startAccountServer(world: AccountWorld) {
  /** Operations in the order they came, such as `ssm:GetParameter`. */
  const operations: string[] = [];
  const double = await startHttpDouble(async (request, response) => {
    const asked = askedBy(request, (await bodyOf(request)).toString());
    operations.push(asked.action);
    const { status, headers = {}, body = '' } = answered(world, asked);
    response.writeHead(status, headers);
    response.end(body);
  });
  return { ...double, operations: () => operations };
}

function answered(world: AccountWorld, asked: Asked): Answer {
  if (!world.denied.includes(asked.action)) return answerOf(world, asked);
  const message = `User: ${world.arn} is not authorized to perform: ${asked.action} on resource: *`;
  return asked.fail(403, asked.protocol === 'query' ? 'AccessDenied' : 'AccessDeniedException', message);
}

/** What a request asks for, whatever protocol it speaks. */
function askedBy(request: IncomingMessage, body: string): Asked {
  const { method = '', headers } = request;
  const url = new URL(request.url ?? '/', 'http://localhost');
  const region = /Credential=[^/]+\/\d+\/([^/]+)\//.exec(headers.authorization ?? '')?.[1] ?? '';
  const target = headers['x-amz-target'];
  if (typeof target === 'string') {
    const [service = '', operation = ''] = target.split('.');
    return {
      ...{ action: `${services[service]}:${operation}`, protocol: 'json', region },
      input: JSON.parse(body || '{}'),
      fail: (status, code, message) => ({ status, body: JSON.stringify({ __type: code, message }) }),
    };
  }
  if (body.includes('Action=')) {
    const input = Object.fromEntries(new URLSearchParams(body));
    const service = /\/(\w+)\/aws4_request/.exec(headers.authorization ?? '')?.[1];
    return {
      ...{ action: `${service}:${input.Action}`, protocol: 'query', region, input },
      fail: (status, code, message) => ({
        status,
        body: `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`,
      }),
    };
  }
  const action = restActions.find(([pattern]) => pattern.test(`${method} ${url.pathname}${url.search}`))?.[1];
  const input = { path: decodeURIComponent(url.pathname), ...Object.fromEntries(url.searchParams) };
  return {
    ...{ action: action ?? `unknown:${method} ${url.pathname}`, protocol: 'rest', region, input },
    fail: (status, code, message) => ({
      ...{ status, headers: { 'x-amzn-errortype': code } },
      body:
        method === 'HEAD'
          ? ''
          : action?.startsWith('s3:')
            ? s3Error(code, message)
            : JSON.stringify({ message }),
    }),
  };
}

function s3Error(code: string, message: string): string {
  return `<Error><Code>${code}</Code><Message>${message}</Message></Error>`;
}

const restActions: readonly (readonly [RegExp, string])[] = [
  [/^GET \/2016-08-19\/account-settings/, 'lambda:GetAccountSettings'],
  [/^GET \/account\/\d{12}$/, 'quicksight:DescribeAccountSubscription'],
  [/^GET \/accounts\/\d{12}\/namespaces\/default\/users/, 'quicksight:ListUsers'],
  [/^GET \/accounts\/\d{12}\/data-sources\//, 'quicksight:DescribeDataSource'],
  [/^GET \/accounts\/\d{12}\/namespaces\/[^/]+\/groups\//, 'quicksight:DescribeGroup'],
  [/^HEAD \/[^/]+\/?$/, 's3:ListBucket'],
  [/^HEAD \/[^/]+\/.+/, 's3:GetObject'],
  [/^GET \/[^/]+\/?\?versioning/, 's3:GetBucketVersioning'],
];
