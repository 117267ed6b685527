import type { CfnRule } from 'aws-cdk-lib/aws-events';

/** The Region where sign-ins of root and calls of Organizations appear, wherever they come from. */
export const globalRegion = 'us-east-1';

/** Something that nobody should do unseen, as EventBridge sees it. */
export interface Detection {
  readonly name: string;
  /** What it means, for the people who are alerted. */
  readonly meaning: string;
  readonly pattern: object;
  /** `global`: its events appear in `globalRegion` only. */
  readonly where: 'everywhere' | 'global';
  /**
   * By default a rule sees no call that only reads, and CloudTrail counts taking a role as reading.
   */
  readonly reading: boolean;
}

/** The pattern of calls to a service. */
function calls(service: string, eventName: readonly string[]) {
  return {
    source: [`aws.${service}`],
    'detail-type': ['AWS API Call via CloudTrail'],
    detail: { eventSource: [`${service}.amazonaws.com`], eventName },
  };
}

/**
 * Every detection. CloudTrail must be on in the account and Region, since it reports the calls to
 * EventBridge.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html
 */
export const detections: readonly Detection[] = [
  {
    name: 'root-use',
    meaning:
      'The root user acted. Nobody needs it from day to day: unless it was announced, treat the account as taken over',
    // As the CIS benchmark puts it: not what a service does for root, nor what AWS itself reports.
    // Calls, sign-ins and clicks alike; the type of a sign-in is spelt "Signin" in the
    // documentation and "Sign In" in what others match.
    pattern: {
      'detail-type': [{ suffix: ' via CloudTrail' }],
      detail: {
        userIdentity: { type: ['Root'], invokedBy: [{ exists: false }] },
        eventType: [{ 'anything-but': ['AwsServiceEvent'] }],
      },
    },
    where: 'everywhere',
    reading: true,
  },
  {
    name: 'assume-root',
    meaning: 'Somebody took root rights over a member account with sts:AssumeRoot. Ask who, and what for',
    pattern: calls('sts', ['AssumeRoot']),
    where: 'everywhere',
    reading: true,
  },
  {
    name: 'organization-membership',
    meaning:
      'An invitation to an organization was sent or answered, or an account left one. Guard rails and trail go with the organization',
    pattern: calls('organizations', [
      'InviteAccountToOrganization',
      'AcceptHandshake',
      'DeclineHandshake',
      'CancelHandshake',
      'LeaveOrganization',
      'RemoveAccountFromOrganization',
    ]),
    where: 'global',
    reading: false,
  },
  {
    name: 'key-deletion',
    meaning:
      'A key is to be deleted or was disabled. What it encrypts cannot be read without it: cancel the deletion within its waiting time',
    pattern: calls('kms', ['ScheduleKeyDeletion', 'DisableKey', 'DeleteImportedKeyMaterial']),
    where: 'everywhere',
    reading: false,
  },
  {
    name: 'trail-disabled',
    meaning:
      'The trail was stopped, deleted or made to see less. Whatever happens from here on may leave no trace',
    pattern: calls('cloudtrail', ['StopLogging', 'DeleteTrail', 'UpdateTrail', 'PutEventSelectors']),
    where: 'everywhere',
    reading: false,
  },
  {
    name: 'recorder-disabled',
    meaning: 'AWS Config was stopped or cut off from its bucket. No rule finds anything until it runs again',
    pattern: calls('config', [
      'StopConfigurationRecorder',
      'DeleteConfigurationRecorder',
      'DeleteDeliveryChannel',
    ]),
    where: 'everywhere',
    reading: false,
  },
];

/** The detections whose events appear in a Region. */
export function detectionsIn(region: string): readonly Detection[] {
  return detections.filter(({ where }) => where === 'everywhere' || region === globalRegion);
}

/**
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html#eb-service-event-cloudtrail-management
 */
export function stateOf({ reading }: Detection): string {
  return reading ? 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS' : 'ENABLED';
}

/**
 * What the contacts read: who did what, where and when, what it means, and where to find what to
 * do.
 */
export function alertText({ name, meaning }: Detection): CfnRule.InputTransformerProperty {
  return {
    inputPathsMap: {
      account: '$.account',
      region: '$.region',
      time: '$.time',
      event: '$.detail.eventName',
      actor: '$.detail.userIdentity.arn',
      address: '$.detail.sourceIPAddress',
      id: '$.detail.eventID',
    },
    inputTemplate: [
      `"${name}: <event> in account <account>, <region>, at <time>."`,
      `"${meaning}."`,
      `"By <actor> from <address>; event <id> of the trail. What to do: docs/compliance.md#${name}"`,
    ].join('\n'),
  };
}
