import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { ILogGroup, LogStream } from 'aws-cdk-lib/aws-logs';

/**
 * Rights on what IAM can name only by a pattern: what is inside a resource, or gets its name later.
 * They are allowed on everything and denied outside the patterns, so that no other policy of the
 * role can widen them.
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

/** Rights to write into this stream of a log group, and no other. */
export function onLogStream(
  { logGroupName }: ILogGroup,
  { logStreamName, stack }: LogStream,
): PolicyStatement {
  const resource = `log-group:${logGroupName}:log-stream:${logStreamName}`;
  return on([stack.formatArn({ service: 'logs', resource })], ['logs:PutLogEvents']);
}

/** Rights to actions that take no resource. */
export function onNoResource(actions: readonly string[]): PolicyStatement {
  return new PolicyStatement({ actions: [...actions], resources: ['*'] });
}
