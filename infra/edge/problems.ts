/** Reason phrases of the statuses the API answers with. */
const titles = {
  400: 'Bad Request',
  403: 'Forbidden',
  404: 'Not Found',
  413: 'Content Too Large',
  415: 'Unsupported Media Type',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
} as const;

export type ProblemStatus = keyof typeof titles;

/** An RFC 9457 problem that says the same to everyone. */
export function plainProblem(status: ProblemStatus, code: string, detail: string) {
  return {
    type: 'about:blank',
    title: titles[status],
    status,
    code,
    detail,
  };
}

/**
 * The text of an RFC 9457 problem, for a template: `$context.…` in it is filled in later.
 * @param detail a sentence and the next step
 */
export function problem(
  status: ProblemStatus,
  code: string,
  detail: string,
  more: Readonly<Record<string, string>> = {},
): string {
  return JSON.stringify({ ...plainProblem(status, code, detail), ...more, requestId: '$context.requestId' });
}
