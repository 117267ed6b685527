import { request as forward, type IncomingMessage } from 'node:http';
import type { JsonObject } from '../../../lib/json.ts';
import { bodyOf, startHttpDouble } from '../http-double.ts';

/** A call of an AWS API. */
export interface Call {
  /** The access key it was signed with: the caller. */
  readonly caller: string;
  /** As in the signature: `dynamodb`, `sqs` … */
  readonly service: string;
  readonly operation: string;
  /** Of the request; it says in REST protocols what the operation says in others. */
  readonly path: string;
  readonly input: JsonObject;
  /** Of the answer; undefined until there is one. */
  status?: number | undefined;
}

/** What a caller is told instead of being forwarded. */
export interface Refusal {
  readonly status: number;
  readonly code: string;
}

/** The same, for what the endpoint does not know. */
export interface Answer {
  readonly status: 200;
  readonly body: object;
}

/** The JSON protocols name the operation in a header, the query protocol in the body. */
function callOf({ headers, url: path = '' }: IncomingMessage, body: string): Call {
  const [, caller = '', service = ''] =
    /Credential=([^/]+)\/[^/]+\/[^/]+\/([^/]+)\//.exec(headers.authorization ?? '') ?? [];
  const target = headers['x-amz-target'];
  if (typeof target === 'string')
    return { caller, service, path, operation: target.split('.').at(-1) ?? '', input: JSON.parse(body) };
  const input = Object.fromEntries(new URLSearchParams(body));
  return { caller, service, path, operation: input.Action ?? '', input };
}

/**
 * Stands before an endpoint and notes every call.
 * @param instead may answer a call in the endpoint's place
 */
export async function startRecordingProxy(
  endpoint: string,
  instead: (call: Call) => Refusal | Answer | undefined,
) {
  const calls: Call[] = [];
  const { hostname, port } = new URL(endpoint);

  const double = await startHttpDouble(async (incoming, outgoing) => {
    const body = await bodyOf(incoming);
    const call = callOf(incoming, body.toString());
    calls.push(call);
    const answer = instead(call);
    if (answer) {
      outgoing.writeHead(answer.status, { 'content-type': 'application/x-amz-json-1.0' });
      outgoing.end(
        JSON.stringify('body' in answer ? answer.body : { __type: answer.code, message: answer.code }),
      );
      return;
    }
    const { method, url, headers } = incoming;
    const passedOn = forward({ hostname, port, method, path: url, headers }, (answer) => {
      call.status = answer.statusCode;
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    passedOn.on('error', () => outgoing.destroy());
    passedOn.end(body);
  });
  return { ...double, calls: (): readonly Call[] => calls };
}
