import type { Resource } from '../../emulator/template/cell-template.ts';
import type { JsonObject } from '../../lib/json.ts';
import { edgeMutations } from './edge-mutations.ts';
import { isDeny, statementsOf } from './invariants/policies.ts';
import { at, idOf, listOf, ofType } from './invariants/resources.ts';
import { isolationMutations } from './isolation-mutations.ts';
import { gone, has, type Mutate, type Mutation, without, withProperty } from './mutation.ts';
import { profileMutations } from './profile-mutations.ts';

/** Changes every statement of a role's policy that allows something. */
function widened(change: JsonObject): Mutate {
  return (resource) => ({
    ...resource,
    properties: {
      ...resource.properties,
      PolicyDocument: {
        Statement: statementsOf(resource.properties.PolicyDocument).map((statement) => ({
          ...statement,
          ...change,
        })),
      },
    },
  });
}

/** Every kind of mistake the checks are to find, each with the resources it can be made at. */
export function mutationsOf(resources: readonly Resource[]): readonly Mutation[] {
  const types = (...names: readonly string[]) => ofType(resources, ...names);
  const keyed = types('AWS::ApiGateway::Method').filter(
    ({ properties }) => properties.ApiKeyRequired === true,
  );
  const posts = keyed.filter(({ properties }) => properties.HttpMethod === 'POST');
  const queues = types('AWS::SQS::Queue');
  const deadLetterQueues = queues.filter(({ arn }) =>
    resources.some(({ properties }) => holdsDeadLetters(properties, arn)),
  );
  return [
    { what: 'a dead-letter queue is gone', check: 'deadLetters', candidates: deadLetterQueues, mutate: gone },
    {
      what: 'a polled queue has no redrive policy',
      check: 'deadLetters',
      candidates: queues.filter(has('RedrivePolicy')),
      mutate: without('RedrivePolicy'),
    },
    {
      what: 'a subscription has no dead-letter queue',
      check: 'deadLetters',
      candidates: types('AWS::SNS::Subscription').filter(({ properties }) => properties.Protocol === 'sqs'),
      mutate: without('RedrivePolicy'),
    },
    {
      what: 'a rule has no dead-letter queue',
      check: 'deadLetters',
      candidates: types('AWS::Events::Rule'),
      mutate: without('Targets', 'DeadLetterConfig'),
    },
    {
      what: 'the bus has no dead-letter queue',
      check: 'deadLetters',
      candidates: types('AWS::Events::EventBus'),
      mutate: without('DeadLetterConfig'),
    },
    {
      what: 'dead letters are kept for four days',
      check: 'deadLetters',
      candidates: queues,
      mutate: without('MessageRetentionPeriod'),
    },
    {
      what: 'a validator is gone',
      check: 'validation',
      candidates: types('AWS::ApiGateway::RequestValidator'),
      mutate: gone,
    },
    {
      what: 'a validator does not look at bodies',
      check: 'validation',
      candidates: types('AWS::ApiGateway::RequestValidator'),
      mutate: withProperty('ValidateRequestBody', false),
    },
    {
      what: 'a method has no validator',
      check: 'validation',
      candidates: posts,
      mutate: without('RequestValidatorId'),
    },
    {
      what: 'a method has no model',
      check: 'validation',
      candidates: posts,
      mutate: without('RequestModels'),
    },
    {
      what: 'a method passes unknown content on',
      check: 'validation',
      candidates: posts,
      mutate: without('Integration', 'PassthroughBehavior'),
    },
    {
      what: 'a method needs no key',
      check: 'validation',
      candidates: keyed,
      mutate: withProperty('ApiKeyRequired', false),
    },
    {
      what: 'a subscription has no filter policy',
      check: 'filters',
      candidates: types('AWS::SNS::Subscription').filter(has('FilterPolicy')),
      mutate: without('FilterPolicy'),
    },
    {
      what: 'a rule has no pattern',
      check: 'filters',
      candidates: types('AWS::Events::Rule').filter(has('EventPattern')),
      mutate: without('EventPattern'),
    },
    {
      what: 'a resource is encrypted with no key of the cell',
      check: 'encryption',
      candidates: types('AWS::SQS::Queue', 'AWS::SNS::Topic').filter(has('KmsMasterKeyId')),
      mutate: without('KmsMasterKeyId'),
    },
    {
      what: 'a store or log group is encrypted with no key of the cell',
      check: 'encryption',
      candidates: resources.filter(has('KmsKeyId')),
      mutate: without('KmsKeyId'),
    },
    {
      what: 'the ledger is encrypted with no key of the cell',
      check: 'encryption',
      candidates: types('AWS::DynamoDB::Table'),
      mutate: without('SSESpecification'),
    },
    {
      what: 'the bus or its archive is encrypted with no key of the cell',
      check: 'encryption',
      candidates: types('AWS::Events::EventBus', 'AWS::Events::Archive'),
      mutate: without('KmsKeyIdentifier'),
    },
    {
      what: 'the stream of the archive is encrypted with no key of the cell',
      check: 'encryption',
      candidates: types('AWS::KinesisFirehose::DeliveryStream'),
      mutate: without('DeliveryStreamEncryptionConfigurationInput'),
    },
    {
      what: 'a bucket is encrypted with no key of the cell',
      check: 'encryption',
      candidates: types('AWS::S3::Bucket'),
      mutate: without('BucketEncryption'),
    },
    {
      what: 'a key is never renewed',
      check: 'encryption',
      candidates: types('AWS::KMS::Key').filter(has('EnableKeyRotation')),
      mutate: withProperty('EnableKeyRotation', false),
    },
    { what: 'an alarm is gone', check: 'alarms', candidates: types('AWS::CloudWatch::Alarm'), mutate: gone },
    {
      what: 'an alarm tells nobody',
      check: 'alarms',
      candidates: types('AWS::CloudWatch::Alarm', 'AWS::CloudWatch::CompositeAlarm').filter(
        has('AlarmActions'),
      ),
      mutate: without('AlarmActions'),
    },
    {
      what: 'a role may do everything to its resources',
      check: 'leastPrivilege',
      candidates: types('AWS::IAM::Policy'),
      mutate: widened({ Action: '*' }),
    },
    {
      what: 'a role may do everything a service offers',
      check: 'leastPrivilege',
      candidates: types('AWS::IAM::Policy'),
      mutate: widened({ Effect: 'Allow', Action: 'dynamodb:*' }),
    },
    {
      what: 'a role may do its work on any resource',
      check: 'leastPrivilege',
      candidates: types('AWS::IAM::Policy'),
      mutate: widened({ Effect: 'Allow', Action: 'sqs:SendMessage', Resource: '*' }),
    },
    {
      what: 'anyone may send to a queue',
      check: 'leastPrivilege',
      candidates: types('AWS::SQS::QueuePolicy').filter(({ properties }) =>
        statementsOf(properties.PolicyDocument).some((statement) => !isDeny(statement)),
      ),
      mutate: widened({ Effect: 'Allow', Principal: '*' }),
    },
    {
      what: 'a queue, topic or bucket has no policy',
      check: 'tls',
      candidates: types('AWS::SQS::QueuePolicy', 'AWS::SNS::TopicPolicy', 'AWS::S3::BucketPolicy'),
      mutate: gone,
    },
    ...edgeMutations(resources),
    ...isolationMutations(resources),
    ...profileMutations(resources),
  ];
}

/** Whether the queue of that ARN takes what whatever has these properties could not pass on. */
function holdsDeadLetters(properties: JsonObject, arn: string | undefined): boolean {
  return JSON.stringify([
    properties.RedrivePolicy,
    properties.DeadLetterConfig,
    listOf(properties.Targets).map((target) => at(target, 'DeadLetterConfig')),
  ]).includes(`"${arn}"`);
}

/**
 * What a complaint may call the resource by: itself, or by its ARN or name where others refer to
 * it.
 */
export function namesOf(resource: Resource, resources: readonly Resource[]): readonly string[] {
  const { type, properties } = resource;
  const about =
    type.endsWith('Policy') && !type.startsWith('AWS::IAM')
      ? [properties.Queues, properties.Topics, properties.Bucket].flatMap((value) =>
          resources.filter(({ physicalId }) => listOf(value ?? []).includes(physicalId)).map(idOf),
        )
      : [];
  return [idOf(resource), resource.physicalId, resource.arn ?? resource.physicalId, ...about];
}
