import type { MetadataBearer, MiddlewareStack, Provider } from '@smithy/types';
import { type Findings, failure, traceHeader, tracePart } from './segments.ts';

interface SdkClient<Input extends object, Output extends MetadataBearer> {
  readonly config: { readonly region: Provider<string> };
  readonly middlewareStack: MiddlewareStack<Input, Output>;
}

/** X-Ray's field for each parameter that names a resource, by which its console links the call. */
const resourceFields = { TableName: 'table_name', QueueUrl: 'queue_url', TopicArn: 'topic_arn' };

/** The client, with every call traced as a part of the invocation. */
export function traced<
  Client extends SdkClient<Input, Output>,
  Input extends object,
  Output extends MetadataBearer,
>(client: Client & SdkClient<Input, Output>): Client {
  client.middlewareStack.add(
    (next, { clientName = 'AWS', commandName = '' }) =>
      async (call) => {
        const region = await client.config.region();
        const operation = commandName.replace(/Command$/, '');
        return tracePart(
          clientName.replace(/Client$/, ''),
          () => {
            const header = traceHeader();
            if (header && hasHeaders(call.request)) call.request.headers['X-Amzn-Trace-Id'] = header;
            return next(call);
          },
          (error, result) => ({
            namespace: 'aws',
            aws: { operation, region, ...resourceOf(call.input), ...requestOf(error ?? result?.output) },
            ...outcomeOf(error, result?.output),
          }),
        );
      },
    { step: 'build', name: 'x-ray' },
  );
  return client;
}

function hasHeaders(request: unknown): request is { headers: Record<string, string> } {
  return typeof request === 'object' && request !== null && 'headers' in request;
}

function resourceOf(input: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(resourceFields).flatMap(([parameter, field]) =>
      parameter in input ? [[field, Reflect.get(input, parameter)]] : [],
    ),
  );
}

function metadataOf(answer: unknown): MetadataBearer['$metadata'] {
  return typeof answer === 'object' && answer !== null && '$metadata' in answer && answer.$metadata
    ? answer.$metadata
    : {};
}

function requestOf(answer: unknown): Record<string, unknown> {
  const { requestId, attempts = 1 } = metadataOf(answer);
  return { request_id: requestId, retries: attempts - 1 };
}

/**
 * A refusal is the caller's `error`, throttling is a `throttle` besides, everything else is a
 * `fault` of the service.
 */
function outcomeOf(error: unknown, output: unknown): Findings {
  const { httpStatusCode: status } = metadataOf(error ?? output);
  const http = status === undefined ? {} : { http: { response: { status } } };
  if (error === undefined) return http;
  const refused = status !== undefined && status >= 400 && status < 500;
  const throttled =
    status === 429 || (error instanceof Error && /Throttl|Throughput|RequestLimit/.test(error.name));
  return {
    ...failure(error),
    ...http,
    ...(refused && { fault: false, error: true }),
    ...(throttled && { throttle: true }),
  };
}
