import type { Resource } from '../../../emulator/template/cell-template.ts';
import { isDeny, statementsOf } from './policies.ts';
import { at, type Check, idOf, listOf, objectsOf, ofType, textAt, textsOf } from './resources.ts';

/** What a publisher to an encrypted topic needs of its key. */
const publishing = ['kms:GenerateDataKey', 'kms:Decrypt'];

/**
 * Whatever a rule sends to an encrypted topic arrives: the topic's key lets EventBridge in without a
 * condition on the source, which SNS supports for no rule.
 * https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
 */
export const detections: Check = (resources) => {
  const targeted = new Set(
    ofType(resources, 'AWS::Events::Rule').flatMap(({ properties }) =>
      objectsOf(properties.Targets).flatMap((target) => textAt(target, 'Arn') ?? []),
    ),
  );
  return ofType(resources, 'AWS::SNS::Topic')
    .filter(({ physicalId }) => targeted.has(physicalId))
    .flatMap((topic) => {
      const keyId = textAt(topic.properties, 'KmsMasterKeyId');
      const key = ofType(resources, 'AWS::KMS::Key').find(({ arn, physicalId }) =>
        [arn, physicalId].includes(keyId),
      );
      return key === undefined || letsEventBridgeIn(key)
        ? []
        : [`The key ${idOf(key)} keeps what rules send away from the topic ${idOf(topic)}`];
    });
};

function letsEventBridgeIn({ properties }: Resource): boolean {
  const granted = statementsOf(properties.KeyPolicy)
    .filter((statement) => !isDeny(statement) && statement.Condition === undefined)
    .filter(({ Principal: principal }) => listOf(at(principal, 'Service')).includes('events.amazonaws.com'))
    .flatMap(({ Action: actions }) => textsOf(actions));
  return publishing.every((action) => granted.includes(action));
}
