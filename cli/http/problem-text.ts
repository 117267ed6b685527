import { parseJsonObject } from '../../lib/json.ts';
import { printable } from '../../lib/printable.ts';

/**
 * The sentence of a problem+json body (RFC 9457), or the start of any other body, on one line
 * whatever a server sends.
 */
export function problemText(body: string): string {
  return printable(sentenceOf(body));
}

function sentenceOf(body: string): string {
  const problem = parseJsonObject(body);
  if (!problem) return body.slice(0, maxQuoted);
  const parts = [problem.title, problem.detail ?? problem.message].filter((part) => typeof part === 'string');
  if (parts.length === 0) return body.slice(0, maxQuoted);
  const { errors } = problem;
  if (errors === undefined) return parts.join(': ');
  const listed = typeof errors === 'string' ? errors : JSON.stringify(errors);
  return `${parts.join(': ').replace(/\.$/, '')}: ${listed}`;
}

/** Characters of a reply that is not a problem: a proxy's page, perhaps. */
const maxQuoted = 300;
