import { Duration, Stack } from 'aws-cdk-lib';
import { Grant, type IGrantable, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { Schedule, ScheduleExpression, ScheduleTargetInput } from 'aws-cdk-lib/aws-scheduler';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { acceptFinding } from '../blocks/findings.ts';
import { sendActions } from '../blocks/keys.ts';
import { functionDeadLetters } from '../blocks/queues.ts';
import type { InvoiceFunction } from './invoice-function.ts';

interface CallScheduleProps {
  readonly target: InvoiceFunction;
  /** The time between two runs, a minute unless given. */
  readonly interval?: Duration;
  /** Keeps what the function was called with when a call fails. */
  readonly deadLetters: Queue;
  /** What the function does in each run. */
  readonly description: string;
}

interface EveryMinuteProps extends Pick<CallScheduleProps, 'target' | 'description'> {
  /** The name of the queue of failed calls. */
  readonly queueName: string;
  readonly key: IKey;
}

/**
 * Has a function called every minute.
 * @returns the queue that keeps what it was called with when a call fails
 */
export function callEveryMinute(scope: Construct, { queueName, key, ...props }: EveryMinuteProps): Queue {
  const deadLetters = functionDeadLetters(scope, 'DeadLetters', { queueName, key });
  new CallSchedule(scope, 'Schedule', { deadLetters, ...props });
  return deadLetters;
}

/**
 * Calls a function every so often, and retries an invocation until the next one is due. EventBridge Scheduler rather than a rule: it has a role of its own,
 * so that the function needs no policy that lets a service in, and it does not count against the
 * bus's quota of invocations.
 */
export class CallSchedule extends Construct {
  readonly #deadLetters: Queue;

  constructor(scope: Construct, id: string, props: CallScheduleProps) {
    super(scope, id);
    const { target, deadLetters, description, interval = Duration.minutes(1) } = props;
    this.#deadLetters = deadLetters;
    const resource = target.node.defaultChild;
    if (resource instanceof CfnFunction) resource.deadLetterConfig = { targetArn: deadLetters.queueArn };
    this.#grantSend(target);

    const role = this.#schedulerRole(target);
    new Schedule(this, 'EveryMinute', {
      scheduleName: target.functionName,
      description,
      schedule: ScheduleExpression.rate(interval),
      target: {
        bind: () => ({
          arn: target.functionArn,
          role,
          // The function reads its clock; the schedule has nothing to tell it.
          input: ScheduleTargetInput.fromObject({}),
          retryPolicy: { maximumRetryAttempts: 2, maximumEventAgeInSeconds: interval.toSeconds() },
          deadLetterConfig: { arn: deadLetters.queueArn },
        }),
      },
    });
  }

  #schedulerRole(target: InvoiceFunction): Role {
    const role = new Role(this, 'SchedulerRole', {
      description: `Lets EventBridge Scheduler call ${target.node.id}, and keep what it could not call it with`,
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    });
    // The unqualified function only: the library's own grant would add every version.
    Grant.addToPrincipal({
      grantee: role,
      actions: ['lambda:InvokeFunction'],
      resourceArns: [target.functionArn],
    });
    this.#grantSend(role);
    acceptFinding(role.node.findChild('DefaultPolicy'), 'policyOfOneRole');
    return role;
  }

  #grantSend(grantee: IGrantable): void {
    this.#deadLetters.grant(grantee, 'sqs:SendMessage');
    this.#deadLetters.encryptionMasterKey?.grant(grantee, ...sendActions);
  }
}
