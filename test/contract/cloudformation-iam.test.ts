import { assert, property, string, stringMatching } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { covers } from './cloudformation/iam.ts';

const queue = 'arn:aws:sqs:eu-west-1:111111111111:orders';
const key = 'arn:aws:kms:eu-west-1:111111111111:key/1';

describe('Given what a policy grants', () => {
  test.each([
    ['the very same', 'sqs:SendMessage', queue, true],
    ['an action in other letters', 'SQS:sendmessage', queue, true],
    ['a star for the rest of an action', 'sqs:Send*', queue, true],
    ['a star for the whole action', '*', queue, true],
    ['a question mark for one letter', 'sqs:SendMessag?', `${queue.slice(0, -1)}?`, true],
    ['a star for the rest of a resource', 'sqs:SendMessage', 'arn:aws:sqs:*:*:ord*', true],
    ['any resource', 'sqs:SendMessage', '*', true],
    ['another action', 'sqs:ReceiveMessage', queue, false],
    ['an action of which this one is the beginning', 'sqs:SendMessageBatch', queue, false],
    ['another queue', 'sqs:SendMessage', `${queue}-dlq`, false],
    ['a resource in other letters', 'sqs:SendMessage', queue.toUpperCase(), false],
    ['too many question marks', 'sqs:SendMessage??', queue, false],
  ])('When it is %s, Then it covers the call as IAM would', (_, action, resource, expected) => {
    expect(covers({ action, resource }, { action: 'sqs:SendMessage', resource: queue })).toBe(expected);
  });

  test('When it is for one service, Then use on behalf of another is not covered', () => {
    const grant = { action: 'kms:Decrypt', resource: key, via: 'dynamodb.eu-west-1.amazonaws.com' };
    const use = { action: 'kms:Decrypt', resource: key };
    expect(covers(grant, { ...use, via: 'dynamodb.eu-west-1.amazonaws.com' })).toBe(true);
    expect(covers(grant, { ...use, via: 'sqs.eu-west-1.amazonaws.com' })).toBe(false);
    expect(covers(grant, use)).toBe(false);
  });

  test('When it has no wildcard, Then it covers no resource but its own', () => {
    const name = stringMatching(/^[A-Za-z0-9.+$()|[\]{}^\\-]{1,12}$/);
    assert(
      property(name, string(), (granted, done) => {
        const action = 'sqs:SendMessage';
        expect(covers({ action, resource: granted }, { action, resource: done })).toBe(granted === done);
        expect(covers({ action, resource: granted }, { action, resource: granted })).toBe(true);
      }),
    );
  });
});
