import type { BemsError } from '../../functions/core/errors.ts';
import type { Problem } from './problem.ts';

/** Pages that can listen to the stream of statuses at once. */
export const maxStreams = 32;

function problem(status: number, title: string, code: string, detail: string): Problem {
  return { status, title, code, detail };
}

/** What the console's routes refuse, and why. */
export const problems = {
  foreignHost: problem(
    403,
    'Forbidden',
    'FOREIGN_HOST',
    'The console answers to 127.0.0.1 and localhost only. Open it by that address.',
  ),
  wrongMethod: problem(405, 'Method Not Allowed', 'WRONG_METHOD', 'The console is read only. Use GET.'),
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

/** The problem of a request whose parameters make no sense. */
export function refusal({ code, message, nextStep }: BemsError): Problem {
  const detail = `${message} ${nextStep}`;
  return code === 'UNKNOWN_KPI'
    ? problem(404, 'Not Found', code, detail)
    : problem(400, 'Bad Request', code, detail);
}
