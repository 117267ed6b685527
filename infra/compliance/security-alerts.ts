import { Duration, Stack } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { keylessRestingQueue } from '../blocks/queues.ts';

export interface SecurityAlertsProps {
  readonly contacts: readonly string[];
  readonly key: IKey;
}

/** Alerts the security contacts, and keeps the alerts that could not be sent. */
export class SecurityAlerts extends Construct {
  readonly topic: Topic;
  /** Under SQS's own key: an alert that the topic's key is gone must not need that key. */
  readonly undelivered: Queue;

  constructor(scope: Construct, id: string, { contacts, key }: SecurityAlertsProps) {
    super(scope, id);
    this.undelivered = keylessRestingQueue(this, 'Undelivered', {});
    this.topic = new Topic(this, 'Topic', {
      displayName: 'Security alerts',
      masterKey: key,
      enforceSSL: true,
    });
    this.#letPublish('cloudwatch', { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } });
    // SNS takes no condition here:
    // https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html
    this.#letPublish('events');
    for (const contact of contacts)
      this.topic.addSubscription(new EmailSubscription(contact, { deadLetterQueue: this.undelivered }));

    new Alarm(this, 'AlertsUndelivered', {
      alarmDescription:
        'A security alert reached nobody. It waits in the queue named here: read it there. docs/compliance.md#an-alert-that-did-not-arrive',
      metric: this.undelivered.metricApproximateNumberOfMessagesVisible({
        period: Duration.minutes(1),
        statistic: 'Maximum',
      }),
      threshold: 0,
      evaluationPeriods: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    }).addAlarmAction(new SnsAction(this.topic));
  }

  #letPublish(service: string, conditions: Record<string, unknown> = {}): void {
    this.topic.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal(`${service}.amazonaws.com`)],
        actions: ['sns:Publish'],
        resources: [this.topic.topicArn],
        conditions,
      }),
    );
  }
}
