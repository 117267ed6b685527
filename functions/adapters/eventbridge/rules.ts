import {
  DescribeRuleCommand,
  type EventBridgeClient,
  TestEventPatternCommand,
} from '@aws-sdk/client-eventbridge';
import { names } from '../../core/names.ts';
import { remembered } from '../remembered.ts';

/**
 * Tells which relay queues the bus would send an event to now, by the patterns that its rules have in
 * the account: https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_TestEventPattern.html
 * @returns takes an event of the bus as JSON text; resolves to the names of queues
 */
export function createEventBridgeRules(
  client: EventBridgeClient,
  { prefix, partitions }: { readonly prefix: string; readonly partitions: readonly string[] },
): (event: string) => Promise<readonly string[]> {
  const name = names(prefix);
  const patternOf = remembered(async (partition) => {
    const { EventPattern, State } = await client.send(
      new DescribeRuleCommand({ EventBusName: name.bus, Name: name.rule(partition) }),
    );
    return State === 'ENABLED' ? EventPattern : undefined;
  });
  const takes = async (partition: string, event: string): Promise<boolean> => {
    const EventPattern = await patternOf(partition);
    if (EventPattern === undefined) return false;
    const { Result } = await client.send(new TestEventPatternCommand({ EventPattern, Event: event }));
    return Result === true;
  };
  return async (event) => {
    const taken = await Promise.all(partitions.map((partition) => takes(partition, event)));
    return partitions.filter((_, index) => taken[index]).map((partition) => name.relayQueue(partition));
  };
}
