import { describe, expect, test } from 'vitest';
import type { Queue } from '../../../../emulator/messaging/queue.ts';
import { rulesOf } from '../../../../emulator/messaging/resources.ts';
import type { CellTemplate, Resource } from '../../../../emulator/template/cell-template.ts';
import type { JsonObject } from '../../../../lib/json.ts';

const resource = (type: string, logicalId: string, properties: JsonObject, arn?: string): Resource => ({
  logicalId,
  stack: 'test',
  type,
  physicalId: logicalId,
  ...(arn !== undefined && { arn }),
  properties,
  metadata: {},
});
const rule = (logicalId: string, arn: string) =>
  resource('AWS::Events::Rule', logicalId, {
    EventBusName: 'bus',
    EventPattern: { source: [{ prefix: '' }] },
    Targets: [{ Id: 'Target', Arn: arn, RoleArn: 'arn:of-a-role', DeadLetterConfig: { Arn: 'arn:dlq' } }],
  });
const template = (resources: readonly Resource[]): CellTemplate => ({
  metadata: {},
  region: 'eu-west-1',
  accountId: '000000000000',
  resources,
  unknownTypes: [],
  ofType: (type) => resources.filter((one) => one.type === type),
  find: (refOrArn) => resources.find(({ arn, physicalId }) => arn === refOrArn || physicalId === refOrArn),
});
const bus = resource('AWS::Events::EventBus', 'Bus', { Name: 'bus' });
const stream = resource('AWS::KinesisFirehose::DeliveryStream', 'Stream', {}, 'arn:stream');
const noQueues: ReadonlyMap<string, Queue> = new Map();

describe('Given a rule of the bus', () => {
  test('When it hands events to the stream of the archive, Then the local cell leaves it out: its own archive has them', () => {
    expect(rulesOf(template([bus, stream, rule('ArchiveRule', 'arn:stream')]), noQueues)).toEqual({
      rules: [],
    });
  });

  test('When it targets what the cell does not have, Then the cell refuses to start', () => {
    expect(() => rulesOf(template([bus, rule('Rule', 'arn:elsewhere')]), noQueues)).toThrow(
      'the cell has no queue arn:elsewhere',
    );
  });
});
