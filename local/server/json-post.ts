import type { IncomingMessage } from 'node:http';
import { isObject, type JsonObject } from '../../lib/json.ts';
import { parseStrictJson } from '../../lib/strict-json.ts';
import { readBody } from './body.ts';
import { type Problem, problem } from './problem.ts';

/** What a POST of JSON is refused for, whatever its body is about. */
export const postProblems = {
  crossSite: problem(
    403,
    'Forbidden',
    'CROSS_SITE',
    'Only the console’s own pages may do this from a browser. Open the console itself.',
  ),
  wrongMethod: problem(
    405,
    'Method Not Allowed',
    'WRONG_METHOD',
    'This address takes other methods. Use one that the header Allow names.',
  ),
  wrongType: problem(
    415,
    'Unsupported Media Type',
    'UNSUPPORTED_MEDIA_TYPE',
    'The body must be JSON. Send it uncompressed, with Content-Type: application/json.',
  ),
} as const satisfies Record<string, Problem>;

/** The problem of a body that is no JSON object. @param why what is wrong with it, as half a sentence */
function notJson(why: string): Problem {
  return problem(400, 'Bad Request', 'INVALID_BODY', `The body is no JSON object: ${why}. Correct it.`);
}

function tooLargeFor(maxBytes: number): Problem {
  return problem(
    413,
    'Content Too Large',
    'BODY_TOO_LARGE',
    `A body may have ${maxBytes} bytes. Send several requests.`,
  );
}

/**
 * Whether a page of another origin sent the request: browsers say so in headers that no script can
 * set. Programs send neither.
 */
export function isCrossSite({ headers }: IncomingMessage): boolean {
  const { origin, host, 'sec-fetch-site': site } = headers;
  return (origin !== undefined && origin !== `http://${host}`) || (site ?? 'same-origin') !== 'same-origin';
}

/** Reads a body that has to be a JSON object of at most `maxBytes`, or says why it cannot be taken. */
export async function readJsonObject(
  request: IncomingMessage,
  maxBytes: number,
): Promise<{ readonly body: JsonObject } | { readonly problem: Problem }> {
  const { 'content-type': type = '', 'content-encoding': encoding } = request.headers;
  if (!/^application\/json\s*(;|$)/i.test(type) || encoding !== undefined)
    return { problem: postProblems.wrongType };
  const { bytes, tooLarge } = await readBody(request, maxBytes);
  if (tooLarge) return { problem: tooLargeFor(maxBytes) };
  const read = parseStrictJson(bytes.toString('utf8'));
  if ('problem' in read) return { problem: notJson(read.problem) };
  if (!isObject(read.value)) return { problem: notJson('it is not an object') };
  return { body: read.value };
}
