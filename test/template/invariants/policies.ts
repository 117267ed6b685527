import type { Resource } from '../../../emulator/template/cell-template.ts';
import type { JsonObject, JsonValue } from '../../../lib/json.ts';
import { at, objectsOf, ofType, textsOf } from './resources.ts';

export const statementsOf = (document: JsonValue | undefined): readonly JsonObject[] =>
  objectsOf(at(document, 'Statement'));

export const isDeny = ({ Effect: effect }: JsonObject): boolean => effect === 'Deny';

/** Where each kind of resource policy says what it is about. */
const subjects: Readonly<Record<string, string>> = {
  'AWS::SQS::QueuePolicy': 'Queues',
  'AWS::SNS::TopicPolicy': 'Topics',
  'AWS::S3::BucketPolicy': 'Bucket',
};

/** The policies attached to a queue, topic or bucket. */
export const policiesOn = ({ physicalId }: Resource, resources: readonly Resource[]): readonly Resource[] =>
  ofType(resources, ...Object.keys(subjects)).filter(({ type, properties }) =>
    textsOf(properties[subjects[type] ?? '']).includes(physicalId),
  );

/** What a role may do by a policy document of its own. */
export const documentsOf = ({ properties }: Resource): readonly (JsonValue | undefined)[] => [
  properties.PolicyDocument,
  ...objectsOf(properties.Policies).map(({ PolicyDocument: document }) => document),
];
