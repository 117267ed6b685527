const madeByTheTest = 'moto knows it by its API only: the test makes it from its properties';
const aboutRights = 'moto asks nobody for rights: what functions may do is compared with what they did';
const beforeTheBus = 'events are put on the bus; the API before it is tested in the local cell';
const aboutTheArchive = 'nothing is delivered to the archive here';

/**
 * What moto's CloudFormation does not make of a cell, and why nothing of what is tested here is
 * lost by it. A resource of any other type that moto leaves out fails the test.
 */
export const notMade: Readonly<Record<string, string>> = {
  'AWS::Timestream::Database': madeByTheTest,
  'AWS::Timestream::Table': madeByTheTest,
  'AWS::SNS::Subscription': madeByTheTest,
  'AWS::Lambda::EventSourceMapping':
    'moto would run the function in Docker: the test plays the mapping, with its properties',
  'AWS::Lambda::Alias': 'the test calls the functions themselves',
  'AWS::Scheduler::Schedule': 'moto never lets a schedule fire: the test calls the function it is for',
  'AWS::Events::Archive': 'moto takes 0.1 s for every event it archives; nothing is replayed here',
  'AWS::KinesisFirehose::DeliveryStream': 'moto has no dynamic partitioning; templates are checked for it',
  'AWS::Lambda::Permission': aboutRights,
  'AWS::SQS::QueuePolicy': aboutRights,
  'AWS::SNS::TopicPolicy': aboutRights,
  'AWS::S3::BucketPolicy': aboutRights,
  'AWS::Logs::LogStream': 'no log is written here',
  'AWS::Glue::Database': aboutTheArchive,
  'AWS::Glue::Table': aboutTheArchive,
  'AWS::Athena::WorkGroup': aboutTheArchive,
  'AWS::Athena::NamedQuery': aboutTheArchive,
  'AWS::ApiGateway::Account': beforeTheBus,
  'AWS::ApiGateway::ApiKey': beforeTheBus,
  'AWS::ApiGateway::GatewayResponse': beforeTheBus,
  'AWS::ApiGateway::Model': beforeTheBus,
  'AWS::ApiGateway::RequestValidator': beforeTheBus,
  'AWS::ApiGateway::Stage': beforeTheBus,
  'AWS::ApiGateway::UsagePlan': beforeTheBus,
  'AWS::ApiGateway::UsagePlanKey': beforeTheBus,
  'AWS::WAFv2::WebACL': beforeTheBus,
  'AWS::WAFv2::WebACLAssociation': beforeTheBus,
  'AWS::WAFv2::LoggingConfiguration': beforeTheBus,
};
