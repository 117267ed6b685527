import type { JsonObject } from '../../lib/json.ts';

/**
 * As EventBridge wraps what CloudTrail tells it; accounts are those AWS uses in its documentation.
 */
function fromTrail(source: string, detailType: string, detail: JsonObject): JsonObject {
  return {
    version: '0',
    id: '6f87d04b-9f74-4f04-a780-7acf4b0a9b38',
    'detail-type': detailType,
    source,
    account: '111122223333',
    time: '2026-11-20T18:34:48Z',
    region: 'us-east-1',
    resources: [],
    detail: {
      eventVersion: '1.11',
      eventTime: '2026-11-20T18:34:48Z',
      awsRegion: 'us-east-1',
      sourceIPAddress: '198.51.100.7',
      userAgent: 'aws-cli/2.17.20',
      requestID: '5c4b3a29-1f00-4a4e-9d1a-3a8e5f0f1c11',
      eventID: 'e4d4b0c0-9a38-4f5c-8a3e-2f6c9f3b1d22',
      recipientAccountId: '111122223333',
      managementEvent: true,
      eventCategory: 'Management',
      ...detail,
    },
  };
}

const root: JsonObject = {
  type: 'Root',
  principalId: '111122223333',
  arn: 'arn:aws:iam::111122223333:root',
  accountId: '111122223333',
};
const admin: JsonObject = {
  type: 'AssumedRole',
  principalId: 'AROACKCEVSQ6C2EXAMPLE:session',
  arn: 'arn:aws:sts::111122223333:assumed-role/Admin/session',
  accountId: '111122223333',
  sessionContext: { attributes: { mfaAuthenticated: 'true', creationDate: '2026-11-20T18:30:00Z' } },
};

/** A call to a service's API. */
function call(service: string, eventName: string, more: JsonObject = {}): JsonObject {
  return fromTrail(`aws.${service}`, 'AWS API Call via CloudTrail', {
    userIdentity: admin,
    eventSource: `${service}.amazonaws.com`,
    eventName,
    eventType: 'AwsApiCall',
    readOnly: false,
    ...more,
  });
}

function signIn(userIdentity: JsonObject, spelt = 'Sign In'): JsonObject {
  return fromTrail('aws.signin', `AWS Console ${spelt} via CloudTrail`, {
    userIdentity,
    eventSource: 'signin.amazonaws.com',
    eventName: 'ConsoleLogin',
    eventType: 'AwsConsoleSignIn',
    responseElements: { ConsoleLogin: 'Success' },
    additionalEventData: { MobileVersion: 'No', MFAUsed: 'Yes' },
  });
}

/** What has to be told, by detection. */
export const toBeTold: readonly (readonly [detection: string, what: string, event: JsonObject])[] = [
  ['root-use', 'root signs in to the console', signIn({ ...root, accessKeyId: '' })],
  ['root-use', 'root signs in, as the documentation spells it', signIn(root, 'Signin')],
  ['root-use', 'root makes an access key', call('iam', 'CreateAccessKey', { userIdentity: root })],
  ['root-use', 'root reads', call('s3', 'ListBuckets', { userIdentity: root, readOnly: true })],
  [
    'root-use',
    'a session of sts:AssumeRoot acts in a member account',
    call('s3', 'DeleteBucketPolicy', {
      userIdentity: {
        ...root,
        sessionContext: { assumedRoot: 'true', attributes: { mfaAuthenticated: 'false' } },
      },
    }),
  ],
  [
    'assume-root',
    'root rights over a member account are taken',
    call('sts', 'AssumeRoot', {
      readOnly: true,
      requestParameters: {
        targetPrincipal: '222222222222',
        taskPolicyArn: { arn: 'arn:aws:iam::aws:policy/root-task/S3UnlockBucketPolicy' },
      },
    }),
  ],
  ...[
    'InviteAccountToOrganization',
    'AcceptHandshake',
    'DeclineHandshake',
    'CancelHandshake',
    'LeaveOrganization',
    'RemoveAccountFromOrganization',
  ].map((name) => ['organization-membership', name, call('organizations', name)] as const),
  ...['ScheduleKeyDeletion', 'DisableKey', 'DeleteImportedKeyMaterial'].map(
    (name) =>
      [
        'key-deletion',
        name,
        call('kms', name, { requestParameters: { keyId: '1234abcd-12ab-34cd-56ef-1234567890ab' } }),
      ] as const,
  ),
  ...['StopLogging', 'DeleteTrail', 'UpdateTrail', 'PutEventSelectors'].map(
    (name) => ['trail-disabled', name, call('cloudtrail', name)] as const,
  ),
  ...['StopConfigurationRecorder', 'DeleteConfigurationRecorder', 'DeleteDeliveryChannel'].map(
    (name) => ['recorder-disabled', name, call('config', name)] as const,
  ),
];

/** What happens all day and must wake nobody. */
export const everyday: readonly (readonly [what: string, event: JsonObject])[] = [
  ['a role is assumed', call('sts', 'AssumeRole', { readOnly: true })],
  ['a key is described', call('kms', 'DescribeKey', { readOnly: true })],
  ['a trail is looked up', call('cloudtrail', 'LookupEvents', { readOnly: true })],
  ['accounts are listed', call('organizations', 'ListAccounts', { readOnly: true })],
  ['somebody else signs in', signIn({ ...admin, type: 'IAMUser' })],
  [
    'a service acts for root',
    call('kms', 'Decrypt', { userIdentity: { ...root, invokedBy: 'cloudtrail.amazonaws.com' } }),
  ],
  [
    'AWS rotates a key',
    fromTrail('aws.kms', 'AWS Service Event via CloudTrail', {
      userIdentity: { accountId: '111122223333', invokedBy: 'AWS Internal' },
      eventSource: 'kms.amazonaws.com',
      eventName: 'RotateKey',
      eventType: 'AwsServiceEvent',
    }),
  ],
];
