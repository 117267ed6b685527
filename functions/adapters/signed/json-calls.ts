import { buffer } from 'node:stream/consumers';
import { type JsonObject, parseJsonObject } from '../../../lib/json.ts';
import { type SignedWith, signedRequests } from './requests.ts';

/**
 * Services that are called in one of AWS's JSON protocols
 * (https://smithy.io/2.0/aws/protocols/aws-json-1_0-protocol.html): a POST that names its operation in a header.
 */
const services = {
  cloudWatch: {
    title: 'CloudWatch',
    host: 'monitoring',
    target: 'GraniteServiceVersion20100801',
    json: '1.0',
  },
  glue: { title: 'Glue', host: 'glue', target: 'AWSGlue', json: '1.1' },
} as const;

/** How long an attempt may take, ms. */
const attemptMs = 10_000;

/** Calls an operation of a service. @throws {Error} when it does not answer, refuses or sends no JSON object */
export type CallJson = (operation: string, input: JsonObject) => Promise<JsonObject>;

/** The operations of a service, in JSON as the service has it: times are seconds since the epoch. */
export function jsonCalls(service: keyof typeof services, signedWith: SignedWith): CallJson {
  const { title, host, target, json } = services[service];
  const send = signedRequests({
    ...{ ...signedWith, title, signedAs: host, attemptMs },
    originIn: (region) => `https://${host}.${region}.amazonaws.com`,
  });
  return (operation, input) =>
    send(
      {
        ...{ operation, method: 'POST', path: '/', body: Buffer.from(JSON.stringify(input)) },
        headers: {
          'content-type': `application/x-amz-json-${json}`,
          'x-amz-target': `${target}.${operation}`,
        },
      },
      async (bytes) => {
        const answer = parseJsonObject(String(await buffer(bytes)));
        if (answer) return answer;
        throw new Error(`${title} answered ${operation} with what is not a JSON object`);
      },
    );
}
