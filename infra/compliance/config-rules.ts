import { CfnConfigRule, ManagedRuleIdentifiers } from 'aws-cdk-lib/aws-config';
import { Construct, type IDependable } from 'constructs';
import type { BaselineKeys } from './baseline-keys.ts';
import { encryptQueue, startTrail } from './documents.ts';
import { Remediation, type RemediationProps } from './remediation.ts';
import type { Trail } from './trail.ts';

export interface ConfigRulesProps {
  readonly keys: BaselineKeys;
  /** Rules are refused where nothing records. */
  readonly recorder?: IDependable | undefined;
  /** The trail of this Region that must keep running. */
  readonly trail?: Trail | undefined;
  /** Whether the account is checked for a trail here: once per account. */
  readonly checksTrail: boolean;
}

/**
 * No managed rule finds an unencrypted queue. In AWS Config's record the switch of SQS's own key is
 * a text:
 * https://github.com/awslabs/aws-config-resource-schema/blob/master/config/properties/resource-types/AWS::SQS::Queue.properties.json
 */
const encryptedQueuePolicy = `rule queue_is_encrypted when resourceType == "AWS::SQS::Queue" {
  configuration.KmsMasterKeyId exists or
  configuration.SqsManagedSseEnabled == "true"
}
`;

/** What AWS Config checks in a Region, what it fixes by itself, and what on request. */
export class ConfigRules extends Construct {
  readonly #recorder: IDependable | undefined;

  constructor(scope: Construct, id: string, { keys, recorder, trail, checksTrail }: ConfigRulesProps) {
    super(scope, id);
    this.#recorder = recorder;
    this.#bucketsArePrivate();
    this.#queuesAreEncrypted();
    this.#topicsAreEncrypted(keys.topics.keyArn);
    this.#keysRotate();
    if (checksTrail) this.#trailIsOn(trail);
  }

  #bucketsArePrivate(): void {
    const rule = this.#managed('PrivateBuckets', {
      identifier: ManagedRuleIdentifiers.S3_BUCKET_LEVEL_PUBLIC_ACCESS_PROHIBITED,
      description: 'No bucket may be public: each has its own block on public access',
      resourceType: 'AWS::S3::Bucket',
    });
    this.#remedy(rule, 'PublicBucket', {
      document: 'AWSConfigRemediation-ConfigureS3BucketPublicAccessBlock',
      resourceParameter: 'BucketName',
      actions: ['s3:PutBucketPublicAccessBlock', 's3:GetBucketPublicAccessBlock'],
    });
  }

  #queuesAreEncrypted(): void {
    const rule = this.#rule('EncryptedQueues', {
      description: 'Every queue is encrypted, with a key of ours or of SQS',
      scope: { complianceResourceTypes: ['AWS::SQS::Queue'] },
      source: {
        owner: 'CUSTOM_POLICY',
        sourceDetails: [
          'ConfigurationItemChangeNotification',
          'OversizedConfigurationItemChangeNotification',
        ].map((messageType) => ({ eventSource: 'aws.config', messageType })),
        customPolicyDetails: { policyRuntime: 'guard-2.x.x', policyText: encryptedQueuePolicy },
      },
    });
    this.#remedy(rule, 'UnencryptedQueue', {
      document: encryptQueue,
      resourceParameter: 'QueueUrl',
      actions: ['sqs:SetQueueAttributes', 'sqs:GetQueueAttributes'],
    });
  }

  #topicsAreEncrypted(keyArn: string): void {
    const rule = this.#managed('EncryptedTopics', {
      // https://docs.aws.amazon.com/config/latest/developerguide/sns-encrypted-kms.html
      identifier: ManagedRuleIdentifiers.SNS_ENCRYPTED_KMS,
      description: 'Every topic is encrypted with a key of KMS',
      resourceType: 'AWS::SNS::Topic',
    });
    this.#remedy(rule, 'UnencryptedTopic', {
      // https://docs.aws.amazon.com/systems-manager-automation-runbooks/latest/userguide/automation-aws-encrypt-sns-topic.html
      document: 'AWSConfigRemediation-EncryptSNSTopic',
      // A topic is published to by services whose rights on a key nobody here can know: encrypted
      // unasked, it would go silent.
      when: 'request',
      resourceParameter: 'TopicArn',
      parameters: { KmsKeyArn: keyArn },
      actions: ['sns:SetTopicAttributes', 'sns:GetTopicAttributes'],
    });
  }

  #keysRotate(): void {
    const rule = this.#managed('RotatedKeys', {
      // https://docs.aws.amazon.com/config/latest/developerguide/cmk-backing-key-rotation-enabled.html
      identifier: ManagedRuleIdentifiers.CMK_BACKING_KEY_ROTATION_ENABLED,
      description: 'Every symmetric key of ours is rotated every year',
    });
    this.#remedy(rule, 'UnrotatedKey', {
      document: 'AWSConfigRemediation-EnableKeyRotation',
      resourceParameter: 'KeyId',
      actions: ['kms:EnableKeyRotation', 'kms:GetKeyRotationStatus'],
    });
  }

  /**
   * Only a trail of this account can be started from here; an organization's belongs to its
   * management account.
   */
  #trailIsOn(trail: Trail | undefined): void {
    const rule = this.#managed('RunningTrail', {
      identifier: ManagedRuleIdentifiers.CLOUD_TRAIL_ENABLED,
      description: 'A trail records who called what in this account',
    });
    if (trail)
      this.#remedy(rule, 'StoppedTrail', {
        document: startTrail,
        parameters: { TrailArn: trail.trailArn },
        actions: ['cloudtrail:StartLogging', 'cloudtrail:GetTrailStatus'],
        resource: trail.trailArn,
      });
  }

  #managed(
    id: string,
    {
      identifier,
      description,
      resourceType,
    }: { readonly identifier: string; readonly description: string; readonly resourceType?: string },
  ): CfnConfigRule {
    return this.#rule(id, {
      description,
      // Periodic rules look at the whole account and take no scope.
      ...(resourceType && { scope: { complianceResourceTypes: [resourceType] } }),
      source: { owner: 'AWS', sourceIdentifier: identifier },
    });
  }

  #rule(id: string, props: ConstructorParameters<typeof CfnConfigRule>[2]): CfnConfigRule {
    const rule = new CfnConfigRule(this, id, props);
    if (this.#recorder) rule.node.addDependency(this.#recorder);
    return rule;
  }

  #remedy(
    rule: CfnConfigRule,
    id: string,
    props: Omit<RemediationProps, 'ruleName' | 'when'> & Partial<Pick<RemediationProps, 'when'>>,
  ): void {
    new Remediation(this, id, { ruleName: rule.ref, when: 'at once', ...props });
  }
}
