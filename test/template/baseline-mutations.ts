import type { Resource } from '../../emulator/template/cell-template.ts';
import { statementsOf } from './invariants/policies.ts';
import { at, ofType } from './invariants/resources.ts';
import { type Mutation, without, withProperty } from './mutation.ts';

/** The mistakes that the checks are to find in a baseline, each with the resources it can be made at. */
export function baselineMutationsOf(resources: readonly Resource[]): readonly Mutation[] {
  const topics = ofType(resources, 'AWS::SNS::Topic').map(({ properties }) => properties.KmsMasterKeyId);
  const topicKeys = ofType(resources, 'AWS::KMS::Key').filter(({ arn }) => topics.includes(arn ?? ''));
  const ofTopics = ofType(resources, 'AWS::Config::RemediationConfiguration').filter(
    ({ properties }) => properties.TargetId === 'AWSConfigRemediation-EncryptSNSTopic',
  );
  return [
    {
      what: 'the key of alerts asks EventBridge for its account',
      check: 'detections',
      candidates: topicKeys,
      mutate: boundToAccount,
    },
    {
      what: 'the key of alerts does not let EventBridge in',
      check: 'detections',
      candidates: topicKeys,
      mutate: without('KeyPolicy'),
    },
    {
      what: 'topics are encrypted unasked',
      check: 'remediations',
      candidates: ofTopics,
      mutate: withProperty('Automatic', true),
    },
  ];
}

/** Puts the condition on EventBridge's statement that every other service's has. */
function boundToAccount(key: Resource): Resource {
  const condition = { StringEquals: { 'aws:SourceAccount': '111122223333' } };
  const statements = statementsOf(key.properties.KeyPolicy).map((statement) =>
    at(statement.Principal, 'Service') === 'events.amazonaws.com'
      ? { ...statement, Condition: condition }
      : statement,
  );
  return { ...key, properties: { ...key.properties, KeyPolicy: { Statement: statements } } };
}
