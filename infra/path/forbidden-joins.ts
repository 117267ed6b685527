import { Stack } from 'aws-cdk-lib';
import { CfnRule } from 'aws-cdk-lib/aws-events';
import { CfnSubscription, CfnTopic } from 'aws-cdk-lib/aws-sns';
import { CfnQueue } from 'aws-cdk-lib/aws-sqs';
import type { IConstruct } from 'constructs';

/**
 * Refuses at synthesis what CloudFormation would refuse only during a deployment: a bus rule that
 * targets a FIFO topic, and a standard topic that feeds a FIFO queue. Checks everything below
 * `root`.
 */
export function refuseForbiddenJoins(root: IConstruct): void {
  root.node.addValidation({ validate: () => forbiddenJoins(root.node.findAll()) });
}

function forbiddenJoins(all: readonly IConstruct[]): string[] {
  const topics = all.filter((construct) => construct instanceof CfnTopic);
  const queues = all.filter((construct) => construct instanceof CfnQueue);
  const errors: string[] = [];
  for (const construct of all) {
    if (construct instanceof CfnRule) {
      for (const arn of targetArns(construct)) {
        const topic = topics.find((candidate) => isSame(construct, arn, candidate, candidate.ref));
        if (topic ? topic.fifoTopic === true : isFifoArn(arn, 'sns'))
          errors.push(
            `the rule ${construct.node.path} targets the FIFO topic ${topic?.node.path ?? JSON.stringify(arn)}: EventBridge cannot. Put a queue and the relay between them.`,
          );
      }
    }
    if (construct instanceof CfnSubscription) {
      const stack = Stack.of(construct);
      const endpoint: unknown = stack.resolve(construct.endpoint);
      const queue = queues.find((candidate) => isSame(construct, endpoint, candidate, candidate.attrArn));
      if (queue ? queue.fifoQueue !== true : !isFifoArn(endpoint, 'sqs')) continue;
      const topicArn: unknown = stack.resolve(construct.topicArn);
      const topic = topics.find((candidate) => isSame(construct, topicArn, candidate, candidate.ref));
      if (topic ? topic.fifoTopic !== true : isStandardArn(topicArn, 'sns'))
        errors.push(
          `the subscription ${construct.node.path} joins the standard topic ${topic?.node.path ?? JSON.stringify(topicArn)} to the FIFO queue ${queue?.node.path ?? JSON.stringify(endpoint)}: SNS refuses that. Make the topic FIFO.`,
        );
    }
  }
  return errors;
}

function targetArns(rule: CfnRule): unknown[] {
  const targets: unknown = Stack.of(rule).resolve(rule.targets);
  if (!Array.isArray(targets)) return [];
  return targets.map((target: unknown) =>
    typeof target === 'object' && target !== null && 'arn' in target ? target.arn : undefined,
  );
}

/** Whether a resolved reference, as its holder sees it, is the candidate's. */
function isSame(
  holder: IConstruct,
  reference: unknown,
  candidate: IConstruct,
  candidateReference: string,
): boolean {
  const seen: unknown = Stack.of(holder).resolve(candidateReference);
  // In a stack that does not import it, a candidate resolves to a logical id that means nothing
  // there.
  const isLocal = typeof seen === 'object' && seen !== null && ('Ref' in seen || 'Fn::GetAtt' in seen);
  if (isLocal && Stack.of(holder) !== Stack.of(candidate)) return false;
  return JSON.stringify(reference) === JSON.stringify(seen);
}

/**
 * For what is not made in this tree: an ARN written out, wholly or with pseudo parameters in it.
 */
function isFifoArn(arn: unknown, service: 'sns' | 'sqs'): boolean {
  return isArn(arn, service) && /\.fifo"?\]*\}?$/.test(JSON.stringify(arn));
}

function isStandardArn(arn: unknown, service: 'sns' | 'sqs'): boolean {
  return isArn(arn, service) && !isFifoArn(arn, service);
}

function isArn(arn: unknown, service: 'sns' | 'sqs'): boolean {
  return arn !== undefined && JSON.stringify(arn).includes(`:${service}:`);
}
