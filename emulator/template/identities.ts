import { createHash } from 'node:crypto';

/** What CloudFormation knows of a resource once it is made. */
export interface Identity {
  /** What `Ref` gives. */
  readonly ref: string;
  readonly arn?: string;
  /** What `Fn::GetAtt` gives. */
  readonly attributes: Readonly<Record<string, string>>;
}

/** What an identity is made from. */
export interface Making {
  readonly stack: string;
  readonly logicalId: string;
  readonly region: string;
  readonly accountId: string;
  /** A property of the resource, resolved; undefined when it has none of that name. */
  property(name: string): string | undefined;
}

/**
 * The identity of a resource; undefined for a type that is not known. Generated names are the same
 * at every load.
 */
export function identityOf(type: string, making: Making): Identity | undefined {
  return identities[type]?.(making);
}

type Identify = (making: Making) => Identity;

/** `arn:aws:<service>:<region>:<account>:<resource>` */
function arnOf({ region, accountId }: Making, service: string, resource: string): string {
  return `arn:aws:${service}:${region}:${accountId}:${resource}`;
}

function hash({ stack, logicalId }: Making): string {
  return createHash('sha256').update(`${stack}/${logicalId}`).digest('hex');
}

function uuidOf(making: Making): string {
  return hash(making).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5');
}

/** The name a property gives, or one like those CloudFormation generates. */
function nameOf(making: Making, property: string): string {
  return (
    making.property(property) ??
    `${making.stack}-${making.logicalId}-${hash(making).slice(0, 12).toUpperCase()}`
  );
}

/** A resource that `Ref` gives a generated id of, and nothing else can be asked about. */
const idOnly: Identify = (making) => ({ ref: generatedId(making), attributes: {} });

/** Ten letters and digits, as API Gateway makes them. */
function generatedId(making: Making): string {
  return BigInt(`0x${hash(making)}`)
    .toString(36)
    .slice(0, 10);
}

/** A resource that `Ref` gives the name of, with an ARN. */
function named(property: string, service: string, resource: (name: string) => string): Identify {
  return (making) => {
    const name = nameOf(making, property);
    const arn = arnOf(making, service, resource(name));
    return { ref: name, arn, attributes: { Arn: arn } };
  };
}

const identities: Readonly<Record<string, Identify>> = {
  'AWS::SQS::Queue': (making) => {
    const suffix = making.property('FifoQueue') === 'true' ? '.fifo' : '';
    const name = making.property('QueueName') ?? `${nameOf(making, 'QueueName')}${suffix}`;
    const url = `https://sqs.${making.region}.amazonaws.com/${making.accountId}/${name}`;
    const arn = arnOf(making, 'sqs', name);
    return { ref: url, arn, attributes: { Arn: arn, QueueName: name, QueueUrl: url } };
  },
  'AWS::SQS::QueuePolicy': idOnly,

  'AWS::SNS::Topic': (making) => {
    const suffix = making.property('FifoTopic') === 'true' ? '.fifo' : '';
    const name = making.property('TopicName') ?? `${nameOf(making, 'TopicName')}${suffix}`;
    const arn = arnOf(making, 'sns', name);
    return { ref: arn, arn, attributes: { TopicArn: arn, TopicName: name } };
  },
  'AWS::SNS::TopicPolicy': idOnly,
  'AWS::SNS::Subscription': (making) => {
    const arn = `${making.property('TopicArn')}:${hash(making).slice(0, 32)}`;
    return { ref: arn, arn, attributes: { Arn: arn } };
  },

  'AWS::Events::EventBus': (making) => {
    const name = nameOf(making, 'Name');
    const arn = arnOf(making, 'events', `event-bus/${name}`);
    return { ref: name, arn, attributes: { Arn: arn, Name: name } };
  },
  'AWS::Events::Rule': (making) => {
    const name = nameOf(making, 'Name');
    const bus = making.property('EventBusName');
    const path = bus === undefined || bus === 'default' ? name : `${bus.split('/').at(-1)}/${name}`;
    const arn = arnOf(making, 'events', `rule/${path}`);
    // On a bus of one's own, Ref gives bus and name.
    return { ref: path.replace('/', '|'), arn, attributes: { Arn: arn } };
  },
  'AWS::Events::Archive': (making) => {
    const name = nameOf(making, 'ArchiveName');
    const arn = arnOf(making, 'events', `archive/${name}`);
    return { ref: name, arn, attributes: { Arn: arn, ArchiveName: name } };
  },

  'AWS::Scheduler::Schedule': (making) => {
    const name = nameOf(making, 'Name');
    const group = making.property('GroupName') ?? 'default';
    const arn = arnOf(making, 'scheduler', `schedule/${group}/${name}`);
    return { ref: name, arn, attributes: { Arn: arn } };
  },

  'AWS::Lambda::Function': named('FunctionName', 'lambda', (name) => `function:${name}`),
  'AWS::Lambda::Version': (making) => {
    const arn = arnOf(making, 'lambda', `function:${making.property('FunctionName')}:1`);
    return { ref: arn, arn, attributes: { FunctionArn: arn, Version: '1' } };
  },
  'AWS::Lambda::Alias': (making) => {
    const arn = arnOf(
      making,
      'lambda',
      `function:${making.property('FunctionName')}:${making.property('Name')}`,
    );
    return { ref: arn, arn, attributes: { AliasArn: arn } };
  },
  'AWS::Lambda::EventSourceMapping': (making) => {
    const id = uuidOf(making);
    const arn = arnOf(making, 'lambda', `event-source-mapping:${id}`);
    return { ref: id, arn, attributes: { Id: id, EventSourceMappingArn: arn } };
  },
  'AWS::Lambda::Permission': idOnly,
  'AWS::CloudWatch::Alarm': named('AlarmName', 'cloudwatch', (name) => `alarm:${name}`),
  'AWS::CloudWatch::CompositeAlarm': named('AlarmName', 'cloudwatch', (name) => `alarm:${name}`),
  'AWS::Logs::LogGroup': named('LogGroupName', 'logs', (name) => `log-group:${name}:*`),

  'AWS::Logs::LogStream': (making) => ({ ref: nameOf(making, 'LogStreamName'), attributes: {} }),

  'AWS::KinesisFirehose::DeliveryStream': named(
    'DeliveryStreamName',
    'firehose',
    (name) => `deliverystream/${name}`,
  ),

  'AWS::IAM::Role': (making) => {
    const name = nameOf(making, 'RoleName');
    const arn = `arn:aws:iam::${making.accountId}:role${making.property('Path') ?? '/'}${name}`;
    return { ref: name, arn, attributes: { Arn: arn } };
  },
  'AWS::IAM::Policy': idOnly,

  'AWS::KMS::Key': (making) => {
    const id = uuidOf(making);
    const arn = arnOf(making, 'kms', `key/${id}`);
    return { ref: id, arn, attributes: { Arn: arn, KeyId: id } };
  },
  'AWS::KMS::Alias': (making) => ({ ref: nameOf(making, 'AliasName'), attributes: {} }),
  'AWS::S3::Bucket': (making) => {
    const name = making.property('BucketName') ?? nameOf(making, 'BucketName').toLowerCase();
    const arn = `arn:aws:s3:::${name}`;
    return { ref: name, arn, attributes: { Arn: arn } };
  },
  'AWS::S3::BucketPolicy': idOnly,

  'AWS::DynamoDB::Table': named('TableName', 'dynamodb', (name) => `table/${name}`),
  'AWS::Timestream::Database': named('DatabaseName', 'timestream', (name) => `database/${name}`),
  'AWS::Timestream::Table': (making) => {
    const database = making.property('DatabaseName');
    const name = nameOf(making, 'TableName');
    const arn = arnOf(making, 'timestream', `database/${database}/table/${name}`);
    return { ref: `${database}|${name}`, arn, attributes: { Arn: arn, Name: name } };
  },

  'AWS::ApiGateway::RestApi': (making) => {
    const id = generatedId(making);
    return {
      ref: id,
      attributes: {
        RestApiId: id,
        RootResourceId: generatedId({ ...making, logicalId: `${making.logicalId}/` }),
      },
    };
  },
  'AWS::ApiGateway::Resource': (making) => {
    const id = generatedId(making);
    return { ref: id, attributes: { ResourceId: id } };
  },
  'AWS::ApiGateway::Method': idOnly,
  'AWS::ApiGateway::Model': (making) => ({
    ref: making.property('Name') ?? generatedId(making),
    attributes: {},
  }),
  'AWS::ApiGateway::RequestValidator': idOnly,
  'AWS::ApiGateway::GatewayResponse': idOnly,
  'AWS::ApiGateway::Deployment': (making) => {
    const id = generatedId(making);
    return { ref: id, attributes: { DeploymentId: id } };
  },
  'AWS::ApiGateway::Stage': (making) => ({ ref: making.property('StageName') ?? 'default', attributes: {} }),
  'AWS::ApiGateway::ApiKey': (making) => {
    const id = generatedId(making);
    return { ref: id, attributes: { APIKeyId: id } };
  },
  'AWS::ApiGateway::UsagePlan': (making) => {
    const id = generatedId(making);
    return { ref: id, attributes: { Id: id } };
  },
  'AWS::ApiGateway::UsagePlanKey': idOnly,
  'AWS::ApiGateway::Account': idOnly,
  'AWS::ApiGateway::BasePathMapping': idOnly,
  'AWS::ApiGateway::DomainName': (making) => {
    const name = nameOf(making, 'DomainName');
    const regional = `d-${generatedId(making)}.execute-api.${making.region}.amazonaws.com`;
    return { ref: name, attributes: { RegionalDomainName: regional } };
  },

  // Named within a nested property, which is not looked at here: the tables that refer to it are
  // not either.
  'AWS::Glue::Database': idOnly,

  'AWS::QuickSight::DataSource': (making) => {
    const id = nameOf(making, 'DataSourceId');
    const arn = arnOf(making, 'quicksight', `datasource/${id}`);
    return { ref: `${making.accountId}|${id}`, arn, attributes: { Arn: arn } };
  },

  'AWS::QuickSight::DataSet': (making) => {
    const id = nameOf(making, 'DataSetId');
    const arn = arnOf(making, 'quicksight', `dataset/${id}`);
    return { ref: `${making.accountId}|${id}`, arn, attributes: { Arn: arn } };
  },

  'AWS::QuickSight::Theme': (making) => {
    const id = nameOf(making, 'ThemeId');
    const arn = arnOf(making, 'quicksight', `theme/${id}`);
    return { ref: `${id}|${making.accountId}`, arn, attributes: { Arn: arn } };
  },

  'AWS::WAFv2::WebACL': (making) => {
    const name = nameOf(making, 'Name');
    const id = uuidOf(making);
    const arn = arnOf(making, 'wafv2', `regional/webacl/${name}/${id}`);
    return { ref: `${name}|${id}|REGIONAL`, arn, attributes: { Arn: arn, Id: id } };
  },
  'AWS::WAFv2::WebACLAssociation': idOnly,
  'AWS::WAFv2::LoggingConfiguration': idOnly,
};
