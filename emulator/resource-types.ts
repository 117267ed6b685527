import type { CellTemplate } from './template/cell-template.ts';
import { DefinitionError } from './template/definition.ts';
import { encryption, labels, logging, permissions } from './template/without-effect.ts';

/** The types whose resources the emulator reads, property by property. */
export const emulatedTypes = [
  'AWS::ApiGateway::ApiKey',
  'AWS::ApiGateway::BasePathMapping',
  'AWS::ApiGateway::Deployment',
  'AWS::ApiGateway::DomainName',
  'AWS::ApiGateway::GatewayResponse',
  'AWS::ApiGateway::Method',
  'AWS::ApiGateway::Model',
  'AWS::ApiGateway::RequestValidator',
  'AWS::ApiGateway::Resource',
  'AWS::ApiGateway::RestApi',
  'AWS::ApiGateway::Stage',
  'AWS::ApiGateway::UsagePlan',
  'AWS::ApiGateway::UsagePlanKey',
  'AWS::CloudWatch::Alarm',
  'AWS::CloudWatch::CompositeAlarm',
  'AWS::Events::Archive',
  'AWS::Events::EventBus',
  'AWS::Events::Rule',
  'AWS::Lambda::Alias',
  'AWS::Lambda::EventSourceMapping',
  'AWS::Lambda::Function',
  'AWS::Logs::MetricFilter',
  'AWS::SNS::Subscription',
  'AWS::SNS::Topic',
  'AWS::SQS::Queue',
  'AWS::Scheduler::Schedule',
  'AWS::WAFv2::WebACL',
  'AWS::WAFv2::WebACLAssociation',
] as const;

const hostStores = 'the host brings stores of its own';
const pages = 'the host shows pages of its own';

/**
 * The types whose resources change nothing where stacks run on one machine, each with the reason.
 */
const typesWithoutEffect: Readonly<Record<string, string>> = {
  'AWS::ApiGateway::Account': logging,
  'AWS::Athena::NamedQuery': hostStores,
  'AWS::Athena::WorkGroup': hostStores,
  'AWS::CDK::Metadata': labels.Tags,
  'AWS::CloudWatch::Dashboard': pages,
  'AWS::DynamoDB::Table': hostStores,
  'AWS::Glue::Database': hostStores,
  'AWS::Glue::Table': hostStores,
  'AWS::Glue::TableOptimizer': hostStores,
  'AWS::IAM::ManagedPolicy': permissions,
  'AWS::IAM::Policy': permissions,
  'AWS::IAM::Role': permissions,
  'AWS::KMS::Alias': encryption,
  'AWS::KMS::Key': encryption,
  'AWS::KinesisFirehose::DeliveryStream': 'the host brings stores and an archive of its own',
  'AWS::Lambda::Permission': permissions,
  'AWS::Lambda::Version': 'one process runs the newest version',
  'AWS::Logs::LogGroup': logging,
  'AWS::Logs::LogStream': logging,
  'AWS::Logs::QueryDefinition': logging,
  'AWS::S3::Bucket': hostStores,
  'AWS::S3::BucketPolicy': permissions,
  'AWS::SNS::TopicPolicy': permissions,
  'AWS::SQS::QueuePolicy': permissions,
  'AWS::Timestream::Database': hostStores,
  'AWS::Timestream::Table': hostStores,
  'AWS::WAFv2::LoggingConfiguration': logging,
};

const known = new Set<string>([...emulatedTypes, ...Object.keys(typesWithoutEffect)]);

/**
 * Makes sure that nothing of the templates is ignored unknowingly.
 * @throws {DefinitionError} naming the first resource of a type that is neither emulated nor known
 * to be without effect
 */
export function refuseUnknownTypes({ resources }: Pick<CellTemplate, 'resources'>): void {
  const unknown = resources.find(({ type }) => !known.has(type));
  if (unknown)
    throw new DefinitionError(
      `${unknown.stack}/${unknown.logicalId}: the emulator does not know resources of type ${unknown.type}. Remove it, or teach the emulator what it does or why it does nothing here (emulator/README.md).`,
    );
}
