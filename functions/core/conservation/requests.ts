import { isObject, type JsonObject } from '../../../lib/json.ts';
import { BemsError } from '../errors.ts';
import type { Minutes } from './minute-digest.ts';

/** What an operator asks the reconciler of a deployed cell. */
export type ReconcilerRequest =
  | { readonly ask: 'span' }
  | { readonly ask: 'reconcile'; readonly minutes: Minutes; readonly putBack: boolean };

/** What it answers: JSON, or why not. */
export type ReconcilerAnswer =
  | { readonly answer: object }
  | { readonly refused: { readonly code: string; readonly message: string; readonly nextStep: string } };

/**
 * The request in what the function was called with; undefined when its schedule calls.
 * @throws {BemsError} REQUEST_MALFORMED, permanent
 */
export function readReconcilerRequest(event: JsonObject): ReconcilerRequest | undefined {
  const { ask, minutes, putBack } = event;
  if (ask === undefined) return undefined;
  if (ask === 'span') return { ask };
  if (ask === 'reconcile' && isObject(minutes) && typeof putBack === 'boolean') {
    const { from, to } = minutes;
    if (typeof from === 'number' && typeof to === 'number') return { ask, minutes: { from, to }, putBack };
  }
  throw new BemsError('REQUEST_MALFORMED', 'The reconciler does not know this request.', {
    nextStep: 'Call it with `bems reconcile --cell`, of the version that is deployed.',
    failureClass: 'permanent',
  });
}
