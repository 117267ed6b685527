/**
 * An Automation document: set something right, then see that it is.
 * https://docs.aws.amazon.com/systems-manager/latest/userguide/automation-actions.html
 */
interface DocumentProps {
  readonly description: string;
  /** The names and meanings of the document's parameters, besides the role it assumes. */
  readonly parameter: readonly [name: string, description: string];
  readonly service: string;
  readonly set: ApiCall;
  readonly see: ApiCall & { readonly selector: string; readonly expected: string };
}

interface ApiCall {
  readonly api: string;
  readonly inputs: Readonly<Record<string, unknown>>;
}

function automationDocument({ description, parameter, service, set, see }: DocumentProps) {
  return {
    schemaVersion: '0.3',
    description,
    assumeRole: '{{ AutomationAssumeRole }}',
    parameters: {
      AutomationAssumeRole: { type: 'String', description: 'ARN of the role to act as' },
      [parameter[0]]: { type: 'String', description: parameter[1] },
    },
    mainSteps: [
      {
        name: 'SetItRight',
        action: 'aws:executeAwsApi',
        inputs: { Service: service, Api: set.api, ...set.inputs },
      },
      {
        name: 'SeeThatItIs',
        action: 'aws:assertAwsResourceProperty',
        isEnd: true,
        inputs: {
          Service: service,
          Api: see.api,
          ...see.inputs,
          PropertySelector: see.selector,
          DesiredValues: [see.expected],
        },
      },
    ],
  };
}

/** AWS has no document of its own for a queue. */
export const encryptQueue = automationDocument({
  description: 'Encrypts a queue with the key SQS itself manages, which needs no right of its users',
  parameter: ['QueueUrl', 'URL of the queue'],
  service: 'sqs',
  set: {
    api: 'SetQueueAttributes',
    inputs: { QueueUrl: '{{ QueueUrl }}', Attributes: { SqsManagedSseEnabled: 'true' } },
  },
  see: {
    api: 'GetQueueAttributes',
    inputs: { QueueUrl: '{{ QueueUrl }}', AttributeNames: ['SqsManagedSseEnabled'] },
    selector: '$.Attributes.SqsManagedSseEnabled',
    expected: 'true',
  },
});

/**
 * AWS's own documents create another trail and another bucket; this one restarts the existing
 * trail.
 */
export const startTrail = automationDocument({
  description: 'Starts a trail that was stopped',
  parameter: ['TrailArn', 'ARN of the trail'],
  service: 'cloudtrail',
  set: { api: 'StartLogging', inputs: { Name: '{{ TrailArn }}' } },
  see: {
    api: 'GetTrailStatus',
    inputs: { Name: '{{ TrailArn }}' },
    selector: '$.IsLogging',
    expected: 'true',
  },
});
