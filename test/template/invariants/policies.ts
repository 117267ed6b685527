import type { Resource } from '../../../emulator/template/cell-template.ts';
import type { JsonObject, JsonValue } from '../../../lib/json.ts';
import { at, objectsOf, ofType, textsOf } from './resources.ts';

export function statementsOf(document: JsonValue | undefined): readonly JsonObject[] {
  return objectsOf(at(document, 'Statement'));
}

export function isDeny({ Effect: effect }: JsonObject): boolean {
  return effect === 'Deny';
}

/** Where each kind of resource policy says what it is about. */
const subjects: Readonly<Record<string, string>> = {
  'AWS::SQS::QueuePolicy': 'Queues',
  'AWS::SNS::TopicPolicy': 'Topics',
  'AWS::S3::BucketPolicy': 'Bucket',
};

/** The policies attached to a queue, topic or bucket. */
export function policiesOn({ physicalId }: Resource, resources: readonly Resource[]): readonly Resource[] {
  return ofType(resources, ...Object.keys(subjects)).filter(({ type, properties }) =>
    textsOf(properties[subjects[type] ?? '']).includes(physicalId),
  );
}

/** What a role may do by a policy document of its own. */
export function documentsOf({ properties }: Resource): readonly (JsonValue | undefined)[] {
  return [
    properties.PolicyDocument,
    ...objectsOf(properties.Policies).map(({ PolicyDocument: document }) => document),
  ];
}
