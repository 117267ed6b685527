import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';

/**
 * Rights on what IAM can only name by a pattern: what is inside a resource, or gets its name later.
 * Allowed on all and denied on whatever the patterns leave out, so that no other policy of the role
 * can widen it either.
 */
export function onlyWithin(actions: readonly string[], patterns: readonly string[]): PolicyStatement[] {
  return [
    new PolicyStatement({ actions: [...actions], resources: ['*'] }),
    new PolicyStatement({ effect: Effect.DENY, actions: [...actions], notResources: [...patterns] }),
  ];
}

/** Rights on exactly these resources. */
export function on(resources: readonly string[], actions: readonly string[]): PolicyStatement {
  return new PolicyStatement({ actions: [...actions], resources: [...resources] });
}

/** Rights to calls that take no resource. */
export function onNoResource(actions: readonly string[]): PolicyStatement {
  return new PolicyStatement({ actions: [...actions], resources: ['*'] });
}
