import type { BemsError } from '../../functions/core/errors.ts';
import { type Problem, problem } from './problem.ts';

/** Pages that can listen to the stream of statuses at once. */
export const maxStreams = 32;

/** What the console's routes refuse, and why. */
export const problems = {
  foreignHost: problem(
    403,
    'Forbidden',
    'FOREIGN_HOST',
    'The console answers to 127.0.0.1 and localhost only. Open it by that address.',
  ),
  wrongMethod: problem(405, 'Method Not Allowed', 'WRONG_METHOD', 'This address is read only. Use GET.'),
  unknown: problem(
    404,
    'Not Found',
    'NO_SUCH_ROUTE',
    'The console has nothing at this address. Start from /console/.',
  ),
  tooManyStreams: problem(
    503,
    'Service Unavailable',
    'TOO_MANY_STREAMS',
    `At most ${maxStreams} pages can listen at once. Close one, or ask /console/api/status.`,
  ),
  failed: problem(
    500,
    'Internal Server Error',
    'QUERY_FAILED',
    'The cell could not answer. Try again; if it still fails, look into its log.',
  ),
};

/** What is refused because there is no such thing. */
const isUnknown: ReadonlySet<string> = new Set(['UNKNOWN_KPI', 'UNKNOWN_VENDOR', 'NO_SUCH_ANOMALY']);

/** The problem of a request that makes no sense, or that the cell cannot answer for the moment. */
export function refusal({ code, message, nextStep, failureClass }: BemsError): Problem {
  const refused = (status: number, title: string): Problem => ({
    ...problem(status, title, code, `${message} ${nextStep}`),
    ...{ sentence: message, nextStep },
  });
  if (failureClass === 'transient') return refused(503, 'Service Unavailable');
  return isUnknown.has(code) ? refused(404, 'Not Found') : refused(400, 'Bad Request');
}
