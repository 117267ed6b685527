/**
 * Stands in for `@aws-lambda-powertools/jmespath` in the bundles. Powertools looks for a key of idempotency with
 * it, inside of what a function is given; ours are given by the caller.
 */
export function search(): never {
  throw new Error('The bundles of the functions have no JMESPath. See infra/functions/bundling.ts.');
}

/** Made when idempotency is configured, and handed to `search` alone. */
export class PowertoolsFunctions {}
