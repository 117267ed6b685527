import { isDeny, policiesOn, statementsOf } from './policies.ts';
import { type Check, idOf, ofType } from './resources.ts';

/** Nothing is taken or given without TLS. */
export const tls: Check = (resources) => {
  const open = ofType(resources, 'AWS::SQS::Queue', 'AWS::SNS::Topic', 'AWS::S3::Bucket')
    .filter(
      (resource) =>
        !policiesOn(resource, resources).some((policy) =>
          statementsOf(policy.properties.PolicyDocument).some(
            (statement) =>
              isDeny(statement) &&
              JSON.stringify(statement.Condition).includes('"aws:SecureTransport":"false"'),
          ),
        ),
    )
    .map(
      (resource) => `${resource.type} ${idOf(resource)} has no policy that refuses what comes without TLS`,
    );
  const old = ofType(resources, 'AWS::ApiGateway::DomainName')
    .filter(({ properties }) => !/^TLS_1_[23]$|TLS13|TLS12/.test(String(properties.SecurityPolicy)))
    .map((domain) => `The domain ${idOf(domain)} takes TLS older than 1.2`);
  return [...open, ...old];
};
