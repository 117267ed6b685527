import { Match, type Template } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import { AccountStage } from '../../infra/account-stage.ts';
import { accounts } from '../../infra/cells/accounts.ts';
import { cells } from '../../infra/cells/cells.ts';
import { newApp } from '../../infra/new-app.ts';
import { regionOf, synthesizeBaseline } from './compliance-synthesis.ts';
import { keptOnceMade } from './kept.ts';

const home = regionOf(synthesizeBaseline(), 'eu-west-1');
const organization = regionOf(synthesizeBaseline({ trail: 'organization' }), 'eu-west-1');
const member = synthesizeBaseline({
  regions: ['eu-west-1', 'eu-central-1'],
  trail: 'elsewhere',
  recorder: 'organization',
});
const second = regionOf(
  synthesizeBaseline({ regions: ['eu-west-1', 'eu-central-1'], trail: 'account' }),
  'eu-central-1',
);

function idOf(template: Template, type: string, idPart: string): string {
  const [id, ...others] = Object.keys(template.findResources(type)).filter((each) => each.includes(idPart));
  if (id === undefined || others.length > 0) throw new Error(`${idPart} is not exactly one ${type}`);
  return id;
}

/** What the role of a remediation may do: `action` of every statement, and on what. */
function rightsOf(remediation: string) {
  const policy =
    home.findResources('AWS::IAM::ManagedPolicy')[
      idOf(home, 'AWS::IAM::ManagedPolicy', `${remediation}MaySetRight`)
    ];
  return policy?.Properties.PolicyDocument.Statement;
}

const remedies: readonly {
  readonly rule: string;
  readonly source: object;
  readonly remediation: string;
  readonly document: string | object;
  readonly parameters: object;
  readonly actions: readonly string[];
  /** It waits until somebody starts it. */
  readonly onRequest?: true;
}[] = [
  {
    rule: 'PrivateBuckets',
    source: { Owner: 'AWS', SourceIdentifier: 'S3_BUCKET_LEVEL_PUBLIC_ACCESS_PROHIBITED' },
    remediation: 'PublicBucket',
    document: 'AWSConfigRemediation-ConfigureS3BucketPublicAccessBlock',
    parameters: { BucketName: { ResourceValue: { Value: 'RESOURCE_ID' } } },
    actions: ['s3:GetBucketPublicAccessBlock', 's3:PutBucketPublicAccessBlock'],
  },
  {
    rule: 'EncryptedQueues',
    source: {
      Owner: 'CUSTOM_POLICY',
      CustomPolicyDetails: {
        PolicyRuntime: 'guard-2.x.x',
        PolicyText: Match.stringLikeRegexp(
          'KmsMasterKeyId exists or\\s+configuration.SqsManagedSseEnabled == "true"',
        ),
      },
    },
    remediation: 'UnencryptedQueue',
    document: { Ref: idOf(home, 'AWS::SSM::Document', 'UnencryptedQueue') },
    parameters: { QueueUrl: { ResourceValue: { Value: 'RESOURCE_ID' } } },
    actions: ['sqs:GetQueueAttributes', 'sqs:SetQueueAttributes'],
  },
  {
    rule: 'EncryptedTopics',
    source: { Owner: 'AWS', SourceIdentifier: 'SNS_ENCRYPTED_KMS' },
    remediation: 'UnencryptedTopic',
    document: 'AWSConfigRemediation-EncryptSNSTopic',
    parameters: {
      TopicArn: { ResourceValue: { Value: 'RESOURCE_ID' } },
      KmsKeyArn: {
        StaticValue: { Values: [{ 'Fn::GetAtt': [idOf(home, 'AWS::KMS::Key', 'KeysTopics'), 'Arn'] }] },
      },
    },
    actions: ['sns:GetTopicAttributes', 'sns:SetTopicAttributes'],
    onRequest: true,
  },
  {
    rule: 'RotatedKeys',
    source: { Owner: 'AWS', SourceIdentifier: 'CMK_BACKING_KEY_ROTATION_ENABLED' },
    remediation: 'UnrotatedKey',
    document: 'AWSConfigRemediation-EnableKeyRotation',
    parameters: { KeyId: { ResourceValue: { Value: 'RESOURCE_ID' } } },
    actions: ['kms:EnableKeyRotation', 'kms:GetKeyRotationStatus'],
  },
  {
    rule: 'RunningTrail',
    source: { Owner: 'AWS', SourceIdentifier: 'CLOUD_TRAIL_ENABLED' },
    remediation: 'StoppedTrail',
    document: { Ref: idOf(home, 'AWS::SSM::Document', 'StoppedTrail') },
    parameters: { TrailArn: { StaticValue: Match.anyValue() } },
    actions: ['cloudtrail:GetTrailStatus', 'cloudtrail:StartLogging'],
  },
];

describe('Given the rules of an account', () => {
  test.each(remedies)(
    'When $rule finds something, Then $remediation fixes it under a role of its own',
    ({ rule, source, remediation, document, parameters, actions, onRequest }) => {
      const ruleId = idOf(home, 'AWS::Config::ConfigRule', `Rules${rule}`);
      home.hasResource('AWS::Config::ConfigRule', {
        Properties: { Source: Match.objectLike(source) },
        // A rule is refused where nothing records.
        DependsOn: [idOf(home, 'AWS::Config::ConfigurationRecorder', '')],
      });
      home.hasResourceProperties('AWS::Config::RemediationConfiguration', {
        ConfigRuleName: { Ref: ruleId },
        TargetType: 'SSM_DOCUMENT',
        TargetId: document,
        ...(onRequest
          ? {
              Automatic: false,
              MaximumAutomaticAttempts: Match.absent(),
              RetryAttemptSeconds: Match.absent(),
            }
          : { Automatic: true, MaximumAutomaticAttempts: 5, RetryAttemptSeconds: 60 }),
        Parameters: Match.objectLike({
          ...parameters,
          AutomationAssumeRole: {
            StaticValue: {
              Values: [{ 'Fn::GetAtt': [idOf(home, 'AWS::IAM::Role', `${remediation}Role`), 'Arn'] }],
            },
          },
        }),
      });
      const [own, start, get, ...more] = rightsOf(remediation);
      expect([...own.Action].sort()).toEqual(actions);
      expect(start.Action).toBe('ssm:StartAutomationExecution');
      expect(JSON.stringify(start.Resource)).toContain(':$DEFAULT');
      expect(get.Action).toBe('ssm:GetAutomationExecution');
      expect(more).toEqual([]);
    },
  );

  test('When a remediation acts, Then on this account and Region only', () => {
    for (const { remediation } of remedies) {
      const [{ Resource: resource, Condition: condition }] = rightsOf(remediation);
      if (resource === '*')
        expect(condition).toEqual({
          StringEquals: {
            'aws:ResourceAccount': { Ref: 'AWS::AccountId' },
            'aws:RequestedRegion': 'eu-west-1',
          },
        });
      else expect(JSON.stringify(resource)).toContain(':trail/account-baseline');
    }
  });

  test('When a remediation has a role, Then only Systems Manager here assumes it', () => {
    for (const { remediation } of remedies)
      home.hasResourceProperties('AWS::IAM::Role', {
        Description: `Acts for AWS Config when ${remediation} is to be set right`,
        AssumeRolePolicyDocument: Match.objectLike({
          Statement: [
            Match.objectLike({
              Principal: { Service: 'ssm.amazonaws.com' },
              Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
            }),
          ],
        }),
      });
  });

  test('When AWS has no document for it, Then ours fixes it and checks the fix', () => {
    const [queue, trail] = ['UnencryptedQueue', 'StoppedTrail'].map(
      (part) =>
        home.findResources('AWS::SSM::Document')[idOf(home, 'AWS::SSM::Document', part)]?.Properties.Content,
    );
    expect(queue.assumeRole).toBe('{{ AutomationAssumeRole }}');
    expect(queue.mainSteps.map(({ action, inputs }: Step) => [action, inputs.Api])).toEqual([
      ['aws:executeAwsApi', 'SetQueueAttributes'],
      ['aws:assertAwsResourceProperty', 'GetQueueAttributes'],
    ]);
    expect(queue.mainSteps[0].inputs.Attributes).toEqual({ SqsManagedSseEnabled: 'true' });
    expect(trail.mainSteps.map(({ action, inputs }: Step) => [action, inputs.Api])).toEqual([
      ['aws:executeAwsApi', 'StartLogging'],
      ['aws:assertAwsResourceProperty', 'GetTrailStatus'],
    ]);
  });

  test('When a topic is encrypted, Then whoever of the account published to it still can', () => {
    const key = home.findResources('AWS::KMS::Key')[idOf(home, 'AWS::KMS::Key', 'KeysTopics')];
    expect(key?.Properties.KeyPolicy.Statement).toContainEqual(
      expect.objectContaining({
        Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
        Principal: { AWS: '*' },
        Condition: {
          StringEquals: {
            'kms:CallerAccount': { Ref: 'AWS::AccountId' },
            'kms:ViaService': 'sns.eu-west-1.amazonaws.com',
          },
        },
      }),
    );
  });

  test('When the trail is the organization’s, Then its absence is found, not repaired', () => {
    const template = regionOf(member, 'eu-west-1');
    template.hasResourceProperties('AWS::Config::ConfigRule', {
      Source: { SourceIdentifier: 'CLOUD_TRAIL_ENABLED' },
    });
    template.resourceCountIs('AWS::Config::RemediationConfiguration', 4);
    template.resourceCountIs('AWS::CloudTrail::Trail', 0);
  });

  test('When a Region is not the first, Then it lacks only the rule about the trail', () => {
    second.resourceCountIs('AWS::Config::ConfigRule', 4);
    second.resourceCountIs('AWS::Config::RemediationConfiguration', 4);
    second.resourceCountIs('AWS::CloudTrail::Trail', 0);
  });
});

interface Step {
  readonly action: string;
  readonly inputs: { readonly Api: string };
}

describe('Given AWS Config', () => {
  test('When it records because of us, Then everything, into a bucket under our key', () => {
    home.hasResourceProperties('AWS::Config::ConfigurationRecorder', {
      RecordingGroup: { AllSupported: true, IncludeGlobalResourceTypes: true },
    });
    home.hasResourceProperties('AWS::Config::DeliveryChannel', {
      S3BucketName: { Ref: idOf(home, 'AWS::S3::Bucket', 'RecorderHistory') },
      S3KmsKeyArn: { 'Fn::GetAtt': [idOf(home, 'AWS::KMS::Key', 'KeysRecords'), 'Arn'] },
    });
    second.hasResourceProperties('AWS::Config::ConfigurationRecorder', {
      RecordingGroup: { IncludeGlobalResourceTypes: false },
    });
  });

  test('When the organization records already, Then there is no second recorder', () => {
    for (const region of ['eu-west-1', 'eu-central-1']) {
      const template = regionOf(member, region);
      template.resourceCountIs('AWS::Config::ConfigurationRecorder', 0);
      template.resourceCountIs('AWS::Config::DeliveryChannel', 0);
      template.resourceCountIs('AWS::S3::Bucket', 0);
      for (const rule of Object.values(template.findResources('AWS::Config::ConfigRule')))
        expect(rule.DependsOn).toBeUndefined();
    }
  });
});

describe.each([
  ['of an account', home, false],
  ['of the organization', organization, true],
])('Given the trail %s', (_, template, isOrganizationTrail) => {
  test('When it is on, Then it sees every Region, signs its files and encrypts them', () => {
    template.hasResourceProperties('AWS::CloudTrail::Trail', {
      IsLogging: true,
      IsMultiRegionTrail: true,
      IncludeGlobalServiceEvents: true,
      IsOrganizationTrail: isOrganizationTrail,
      EnableLogFileValidation: true,
      KMSKeyId: { 'Fn::GetAtt': [idOf(template, 'AWS::KMS::Key', 'KeysRecords'), 'Arn'] },
      S3BucketName: { Ref: idOf(template, 'AWS::S3::Bucket', 'TrailFiles') },
      CloudWatchLogsLogGroupArn: Match.anyValue(),
    });
  });

  test('When it has written a file, Then nobody can delete it for seven years', () => {
    template.hasResource('AWS::S3::Bucket', {
      Properties: {
        ObjectLockEnabled: true,
        ObjectLockConfiguration: { Rule: { DefaultRetention: { Mode: 'COMPLIANCE', Days: 2557 } } },
        VersioningConfiguration: { Status: 'Enabled' },
      },
      ...keptOnceMade,
    });
    const [policy] = Object.values(template.findResources('AWS::S3::BucketPolicy')).filter(
      ({ Properties: properties }) => properties.Bucket.Ref.includes('TrailFiles'),
    );
    const statements: readonly Statement[] = policy?.Properties.PolicyDocument.Statement;
    expect(statements).toContainEqual(
      expect.objectContaining({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
    );
    const writes = statements.filter(
      ({ Effect: effect, Action: action }) => effect === 'Allow' && action === 's3:PutObject',
    );
    expect(writes).toHaveLength(1);
    for (const { Principal: principal, Condition: condition } of writes) {
      expect(principal).toEqual({ Service: 'cloudtrail.amazonaws.com' });
      expect(JSON.stringify(condition)).toContain(':trail/account-baseline');
    }
    expect(JSON.stringify(writes).includes('OrganizationId')).toBe(isOrganizationTrail);
  });
});

interface Statement {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Principal?: unknown;
  readonly Condition?: unknown;
}

describe('Given the trail of the organization', () => {
  test('When it is deployed, Then the organization’s id is asked for, without a default', () => {
    const parameters = organization.findParameters('OrganizationId');
    expect(parameters.OrganizationId).toMatchObject({ AllowedPattern: '^o-[a-z0-9]{10,32}$' });
    expect(parameters.OrganizationId).not.toHaveProperty('Default');
  });
});

describe('Given every bucket and key of a baseline', () => {
  test('When the stack goes, Then they stay, private and open to TLS only', () => {
    for (const template of [home, organization]) {
      template.allResources('AWS::S3::Bucket', keptOnceMade);
      template.allResourcesProperties('AWS::S3::Bucket', {
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          BlockPublicPolicy: true,
          IgnorePublicAcls: true,
          RestrictPublicBuckets: true,
        },
      });
      template.allResourcesProperties('AWS::S3::BucketPolicy', {
        PolicyDocument: Match.objectLike({
          Statement: Match.arrayWith([
            Match.objectLike({
              Effect: 'Deny',
              Action: 's3:*',
              Condition: { Bool: { 'aws:SecureTransport': 'false' } },
            }),
          ]),
        }),
      });
      template.allResources('AWS::KMS::Key', keptOnceMade);
      template.allResourcesProperties('AWS::KMS::Key', { EnableKeyRotation: true });
    }
  });
});

describe('Given the accounts', () => {
  test('When a cell names one, Then it is listed, or trusts nobody and has no baseline', () => {
    const aliases = accounts.map(({ alias }) => alias);
    expect(new Set(aliases).size).toBe(aliases.length);
    for (const { account, name } of cells) if (name !== 'local') expect(aliases, name).toContain(account);
  });

  test('When the trails are counted, Then one account has the organization’s', () => {
    expect(accounts.filter(({ baseline }) => baseline?.trail === 'organization')).toHaveLength(1);
  });

  test('When an id is given that is none, Then synthesis fails saying so', () => {
    const app = newApp({ context: { 'account:organization': '4711' } });
    const [{ baseline, ...account } = { alias: '' }] = accounts;
    if (!baseline) throw new Error('The first account has no baseline');
    expect(() => new AccountStage(app, { ...account, baseline })).toThrow(
      '-c account:organization=4711 is no account id.',
    );
  });

  test('When an id is given, Then its stacks go to that account', () => {
    const app = newApp({ context: { 'account:organization': '111122223333' } });
    const [{ baseline, ...account } = { alias: '' }] = accounts;
    if (!baseline) throw new Error('The first account has no baseline');
    expect(new AccountStage(app, { ...account, baseline }).stacks.map((stack) => stack.account)).toEqual([
      '111122223333',
    ]);
  });
});
