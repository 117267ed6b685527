import type { Resource } from '../../../emulator/template/cell-template.ts';
import { isObject, type JsonValue } from '../../../lib/json.ts';
import { at, byArn, type Check, idOf, objectsOf, ofType, textAt } from './resources.ts';

/**
 * Each rule and each subscription of a FIFO queue takes what it is meant for, and something takes
 * what none is meant for.
 */
export const filters: Check = (resources) => {
  const queues = byArn(resources, 'AWS::SQS::Queue');
  const rules = ofType(resources, 'AWS::Events::Rule').filter(
    ({ properties }) => properties.ScheduleExpression === undefined,
  );
  const unfiltered = rules
    .filter(({ properties }) => isEmpty(properties.EventPattern))
    .map((rule) => `The rule ${idOf(rule)} has no pattern: it takes every event`);
  const indiscriminate = ofType(resources, 'AWS::SNS::Subscription')
    .filter(({ properties }) => properties.Protocol === 'sqs' && isEmpty(properties.FilterPolicy))
    .map((subscription) => `The subscription ${idOf(subscription)} has no filter policy`);

  const fed = (arn: string) =>
    rules.some(({ properties }) =>
      objectsOf(properties.Targets).some((target) => textAt(target, 'Arn') === arn),
    );
  const subscribed = new Set(
    ofType(resources, 'AWS::SNS::Subscription').map(({ properties }) => textAt(properties, 'Endpoint')),
  );
  /** A function that sends to a queue finds its address in its environment. */
  const addresses = new Set(
    ofType(resources, 'AWS::Lambda::Function').flatMap(({ properties }) =>
      Object.values(objectsOf(at(properties, 'Environment', 'Variables'))[0] ?? {}),
    ),
  );
  const fedByFunction = ({ properties }: Resource) => {
    const name = textAt(properties, 'QueueName');
    return [...addresses].some((address) => name && String(address).endsWith(`/${name}`));
  };
  const starved = ofType(resources, 'AWS::Lambda::EventSourceMapping').flatMap(({ properties }) => {
    const arn = textAt(properties, 'EventSourceArn') ?? '';
    const queue = queues.get(arn);
    return queue && !fed(arn) && !subscribed.has(arn) && !fedByFunction(queue)
      ? [`Nothing feeds the queue ${idOf(queue)}: neither a rule, a subscription nor a function`]
      : [];
  });
  const catchAll = rules.some(({ properties }) =>
    JSON.stringify(properties.EventPattern ?? {}).includes('"$or"'),
  );
  return [
    ...unfiltered,
    ...indiscriminate,
    ...starved,
    ...(rules.length > 0 && !catchAll ? ['There is no rule for what no partition takes'] : []),
  ];
};

function isEmpty(pattern: JsonValue | undefined): boolean {
  return !isObject(pattern) || Object.keys(pattern).length === 0;
}
