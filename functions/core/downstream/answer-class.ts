import type { FailureClass } from '../errors.ts';
import type { DownstreamSettings } from './settings.ts';

/** "Not yet, or not like this": conflict, and content that cannot be processed. */
const alwaysBusiness: ReadonlySet<number> = new Set([409, 422]);

/** "Not now": the request took too long, and too many requests. No setting makes these mean anything else. */
export const alwaysTransient: ReadonlySet<number> = new Set([408, 429]);

/**
 * What an answer means for a call: `done`, or the class of its failure.
 *
 * An answer of another class than 2xx, 4xx and 5xx says nothing about the event. Redirects are not
 * followed: somebody has to correct the URL, or a maintenance page is in front of the system, so
 * calls wait for that as they wait for a system that is away.
 */
export function classOfAnswer(
  status: number,
  { businessStatuses = [] }: Pick<DownstreamSettings, 'businessStatuses'>,
): 'done' | FailureClass {
  if (status >= 200 && status <= 299) return 'done';
  if (alwaysTransient.has(status)) return 'transient';
  if (alwaysBusiness.has(status) || businessStatuses.includes(status)) return 'business';
  return status >= 400 && status <= 499 ? 'permanent' : 'transient';
}
