import { describe, expect, test } from 'vitest';
import type { Queue } from '../../../../emulator/messaging/queue.ts';
import { rulesOf } from '../../../../emulator/messaging/resources.ts';
import { resource, templateOf } from '../resources.ts';

function rule(logicalId: string, arn: string) {
  return resource('AWS::Events::Rule', logicalId, {
    EventBusName: 'bus',
    EventPattern: { source: [{ prefix: '' }] },
    Targets: [{ Id: 'Target', Arn: arn, RoleArn: 'arn:of-a-role', DeadLetterConfig: { Arn: 'arn:dlq' } }],
  });
}
const bus = resource('AWS::Events::EventBus', 'Bus', { Name: 'bus' });
const stream = resource('AWS::KinesisFirehose::DeliveryStream', 'Stream', {}, 'arn:stream');
const noQueues: ReadonlyMap<string, Queue> = new Map();

describe('Given a rule of the bus', () => {
  test('When it hands events to the stream of the archive, Then the local cell leaves it out: its own archive has them', () => {
    expect(rulesOf(templateOf([bus, stream, rule('ArchiveRule', 'arn:stream')]), noQueues)).toEqual({
      rules: [],
    });
  });

  test('When it targets what the cell does not have, Then the cell refuses to start', () => {
    expect(() => rulesOf(templateOf([bus, rule('Rule', 'arn:elsewhere')]), noQueues)).toThrow(
      'the templates have no queue arn:elsewhere',
    );
  });
});
