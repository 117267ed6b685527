import type { Resource } from '../../../emulator/template/cell-template.ts';
import { acceptedFindings } from '../../../infra/blocks/findings.ts';
import type { JsonObject } from '../../../lib/json.ts';
import { everyStore } from '../stores/expectations.ts';
import { documentsOf, isDeny, statementsOf } from './policies.ts';
import { at, type Check, idOf, listOf, ofType, textAt, textsOf } from './resources.ts';

/**
 * Actions for which IAM knows no resource:
 * https://docs.aws.amazon.com/service-authorization/latest/reference/
 */
const withoutResource = new Set([
  'xray:PutTraceSegments',
  'xray:PutTelemetryRecords',
  'cloudwatch:GetMetricData',
  ...everyStore.flatMap(({ withoutResource: actions }) => actions),
]);

/** Policies of AWS that are used all the same, each with its reason there. */
const acceptedPolicies = Object.values(acceptedFindings)
  .flatMap(({ rules }): readonly string[] => rules)
  .flatMap((rule) => /^AwsSolutions-IAM4\[.*:(policy\/.+)\]$/.exec(rule)?.[1] ?? []);

/**
 * Exact actions on exact resources, for the roles of services; no role may do anything that begins
 * in some way; and whoever else may call or send is told by where it calls from.
 */
export const leastPrivilege: Check = (resources) => {
  const ofRoles = ofType(resources, 'AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy', 'AWS::IAM::Role').flatMap(
    (policy) =>
      documentsOf(policy).flatMap((document) =>
        statementsOf(document).flatMap((statement, _, all) => [
          ...wideActions(statement).map((action) => `${idOf(policy)} allows every action like ${action}`),
          ...(isOfService(policy, resources) ? wideResources(statement, boundActions(all)) : []).map(
            (what) => `${idOf(policy)} allows ${what}`,
          ),
        ]),
      ),
  );
  const managed = ofType(resources, 'AWS::IAM::Role').flatMap((role) =>
    textsOf(role.properties.ManagedPolicyArns)
      .filter((arn) => arn.startsWith('arn:aws:iam::aws:'))
      .filter((arn) => !acceptedPolicies.some((policy) => arn.endsWith(policy)))
      .map((arn) => `The role ${idOf(role)} has AWS's own policy ${arn}, which is for any resource`),
  );
  const ofResources = ofType(
    resources,
    'AWS::SQS::QueuePolicy',
    'AWS::SNS::TopicPolicy',
    'AWS::S3::BucketPolicy',
    'AWS::KMS::Key',
  ).flatMap((policy) =>
    statementsOf(policy.properties.PolicyDocument ?? policy.properties.KeyPolicy).flatMap((statement) => {
      if (isDeny(statement) || isOwnAccount(statement)) return [];
      return [
        ...wideActions(statement).map((action) => `${idOf(policy)} allows every action like ${action}`),
        ...(isBound(statement) ? [] : [`${idOf(policy)} lets a service act for anyone: ${statement.Sid}`]),
      ];
    }),
  );
  const invocable = ofType(resources, 'AWS::Lambda::Permission')
    .filter(({ properties }) => textAt(properties, 'SourceArn') === undefined)
    .map((permission) => `${idOf(permission)} lets anyone's ${permission.properties.Principal} call`);
  return [...ofRoles, ...managed, ...ofResources, ...invocable];
};

/**
 * Whether a service acts in the role a policy belongs to. What people may look at is for the roles
 * they assume to say.
 */
function isOfService(policy: Resource, resources: readonly Resource[]): boolean {
  return ofType(resources, 'AWS::IAM::Role')
    .filter(
      (role) =>
        role === policy ||
        textsOf(policy.properties.Roles).includes(role.physicalId) ||
        textsOf(role.properties.ManagedPolicyArns).includes(policy.physicalId),
    )
    .some((role) =>
      statementsOf(role.properties.AssumeRolePolicyDocument).some(
        ({ Principal: principal }) => at(principal, 'Service') !== undefined,
      ),
    );
}

function wideActions(statement: JsonObject): readonly string[] {
  return isDeny(statement) ? [] : textsOf(statement.Action).filter((action) => action.includes('*'));
}

/**
 * The objects of a bucket, the streams of a log group and the like may be meant by a star at the
 * very end, after a name.
 * @param bound actions that are denied elsewhere than on some resources
 */
function wideResources(statement: JsonObject, bound: ReadonlySet<string>): readonly string[] {
  return isDeny(statement)
    ? []
    : textsOf(statement.Resource)
        .filter((resource) => resource.replace(/(?<=[^*:/])[/:]\*$/, '').includes('*'))
        .flatMap((resource) =>
          textsOf(statement.Action)
            .filter((action) => resource !== '*' || !(withoutResource.has(action) || bound.has(action)))
            .map((action) => `${action} on ${resource}`),
        );
}

/**
 * The actions that a policy denies outside some resources, which have a name, or the beginning of one, before
 * their star.
 */
function boundActions(statements: readonly JsonObject[]): ReadonlySet<string> {
  return new Set(
    statements
      .filter(isDeny)
      .filter(({ NotResource: resources, Condition: condition }) => {
        const named = textsOf(resources).filter((resource) =>
          /[^*:/][/:]\*$|[^*:/]-\*[^*:/]*$|^[^*]+$/.test(resource),
        );
        return named.length > 0 && named.length === textsOf(resources).length && condition === undefined;
      })
      .flatMap(({ Action: actions }) => textsOf(actions)),
  );
}

/** The account that owns a key keeps the last word on it. */
function isOwnAccount({ Principal: principal }: JsonObject): boolean {
  return /^arn:aws:iam::\d+:root$/.test(String(at(principal, 'AWS')));
}

/** A role is named exactly; a service acts for anyone, unless a condition says for whom. */
function isBound({ Principal: principal, Condition: condition, Action: actions }: JsonObject): boolean {
  return at(principal, 'Service') === undefined
    ? principal !== '*' && at(principal, 'AWS') !== '*'
    : condition !== undefined || listOf(actions).every((action) => action === 'kms:DescribeKey');
}
