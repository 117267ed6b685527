import type { Resource } from '../../../emulator/template/cell-template.ts';
import type { JsonValue } from '../../../lib/json.ts';
import { everyStore } from '../stores/expectations.ts';
import { at, type Check, idOf, objectsOf, ofType, textAt } from './resources.ts';

/** Where each kind of resource says which key it is encrypted with. */
const keyOf: Readonly<Record<string, (properties: JsonValue) => string | undefined>> = {
  'AWS::SQS::Queue': (properties) => textAt(properties, 'KmsMasterKeyId'),
  'AWS::SNS::Topic': (properties) => textAt(properties, 'KmsMasterKeyId'),
  'AWS::Events::EventBus': (properties) => textAt(properties, 'KmsKeyIdentifier'),
  'AWS::Events::Archive': (properties) => textAt(properties, 'KmsKeyIdentifier'),
  'AWS::DynamoDB::Table': (properties) => textAt(properties, 'SSESpecification', 'KMSMasterKeyId'),
  ...Object.fromEntries(everyStore.flatMap(({ keys }) => Object.entries(keys))),
  'AWS::Logs::LogGroup': (properties) => textAt(properties, 'KmsKeyId'),
  'AWS::KinesisFirehose::DeliveryStream': (properties) =>
    textAt(properties, 'DeliveryStreamEncryptionConfigurationInput', 'KeyARN'),
  'AWS::S3::Bucket': (properties) =>
    objectsOf(at(properties, 'BucketEncryption', 'ServerSideEncryptionConfiguration'))
      .map((rule) => textAt(rule, 'ServerSideEncryptionByDefault', 'KMSMasterKeyID'))
      .find((key) => key !== undefined),
};

/**
 * Everything that holds events, or tells of them, is encrypted with a key of the cell, which AWS
 * renews every year.
 */
export const encryption: Check = (resources) => {
  const keys = ofType(resources, 'AWS::KMS::Key');
  const known = new Set(keys.flatMap(({ arn, physicalId }) => [arn, physicalId]));
  const unprotected = resources.flatMap((resource) => {
    const key = keyOf[resource.type]?.(resource.properties);
    if (!(resource.type in keyOf) || known.has(key) || mayLackKey(resource, resources)) return [];
    return [`${resource.type} ${idOf(resource)} is not encrypted with a key of the cell`];
  });
  const unrotated = keys
    .filter(
      ({ properties }) =>
        // KMS renews no key of signatures by itself, and what this one signs expires within days.
        properties.EnableKeyRotation !== true && properties.KeyUsage !== 'GENERATE_VERIFY_MAC',
    )
    .map((key) => `The key ${idOf(key)} is never renewed`);
  return [...unprotected, ...unrotated];
};

/**
 * What no key of one's own can protect: the queue for when that key fails, and S3's own access
 * logs.
 */
function mayLackKey(resource: Resource, resources: readonly Resource[]): boolean {
  const { arn, physicalId, properties, type } = resource;
  if (type === 'AWS::SQS::Queue')
    return (
      properties.SqsManagedSseEnabled === true &&
      ofType(resources, 'AWS::Events::EventBus').some(
        (bus) => textAt(bus.properties, 'DeadLetterConfig', 'Arn') === arn,
      )
    );
  return (
    type === 'AWS::S3::Bucket' &&
    JSON.stringify(properties.BucketEncryption)?.includes('"AES256"') === true &&
    ofType(resources, 'AWS::S3::Bucket').some(
      (other) => textAt(other.properties, 'LoggingConfiguration', 'DestinationBucketName') === physicalId,
    )
  );
}
