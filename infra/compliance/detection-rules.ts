import { Stack } from 'aws-cdk-lib';
import { CfnRule } from 'aws-cdk-lib/aws-events';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { alertText, detectionsIn, stateOf } from './detections.ts';
import type { SecurityAlerts } from './security-alerts.ts';

/**
 * A rule for each detection whose events appear in this Region; each alerts the security contacts.
 */
export class DetectionRules extends Construct {
  constructor(scope: Construct, id: string, alerts: SecurityAlerts) {
    super(scope, id);
    const rules = detectionsIn(Stack.of(this).region).map(
      (detection) =>
        new CfnRule(this, detection.name, {
          description: detection.meaning,
          eventPattern: detection.pattern,
          state: stateOf(detection),
          targets: [
            {
              id: 'Alerts',
              arn: alerts.topic.topicArn,
              inputTransformer: alertText(detection),
              deadLetterConfig: { arn: alerts.undelivered.queueArn },
            },
          ],
        }),
    );
    alerts.undelivered.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('events.amazonaws.com')],
        actions: ['sqs:SendMessage'],
        resources: [alerts.undelivered.queueArn],
        conditions: { ArnEquals: { 'aws:SourceArn': rules.map(({ attrArn }) => attrArn) } },
      }),
    );
  }
}
