import { type Problem, problem } from './problem.ts';

/** Bytes of an act's body: thousands of message ids fit. */
export const maxActBytes = 256 * 1024;

/** What the operator's routes refuse, and why. */
export const operatorProblems = {
  crossSite: problem(
    403,
    'Forbidden',
    'CROSS_SITE',
    'Only the console’s own pages may do this from a browser. Open the console itself.',
  ),
  keyMissing: problem(
    403,
    'Forbidden',
    'OPERATOR_KEY_MISSING',
    'Only an operator may do this. Give the operator’s key in the header x-operator-key; it is in operator-key.json in the cell’s data folder.',
  ),
  keyWrong: problem(
    403,
    'Forbidden',
    'OPERATOR_KEY_WRONG',
    'This is not the operator’s key of this cell. A producer’s key is none; the operator’s is in operator-key.json in the cell’s data folder.',
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
  tooLarge: problem(
    413,
    'Content Too Large',
    'BODY_TOO_LARGE',
    `A body may have ${maxActBytes} bytes. Send several requests.`,
  ),
} as const satisfies Record<string, Problem>;

/** The problem of a body that is no JSON object. @param why what is wrong with it, as half a sentence */
export function notJson(why: string): Problem {
  return problem(400, 'Bad Request', 'INVALID_BODY', `The body is no JSON object: ${why}. Correct it.`);
}
