import { RemovalPolicy } from 'aws-cdk-lib';
import { CfnAccount } from 'aws-cdk-lib/aws-apigateway';
import { ManagedPolicy, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { acceptFinding } from '../blocks/findings.ts';

/**
 * The role with which API Gateway writes logs: one setting for all APIs of an account in a Region.
 * If every cell set it, the last one deployed would win, and the first one deleted would end the
 * others' logs. So one cell of the account and Region creates it (`ownsAccountSettings`), and both
 * outlive that cell: its neighbours keep logging, and no cell refers to another.
 */
export class AccountLogging extends Construct {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    const role = new Role(this, 'Role', {
      description: 'API Gateway writes the logs of every API of this account and Region with it',
      assumedBy: new ServicePrincipal('apigateway.amazonaws.com'),
      managedPolicies: [
        ManagedPolicy.fromAwsManagedPolicyName('service-role/AmazonAPIGatewayPushToCloudWatchLogs'),
      ],
    });
    acceptFinding(
      role,
      'apiLogsOfOurOwn',
      'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs]',
    );
    const account = new CfnAccount(this, 'Account', { cloudWatchRoleArn: role.roleArn });
    // Retained even when the deployment that makes them fails: other cells may log with them by then, and
    // no name is in the way of the next.
    role.applyRemovalPolicy(RemovalPolicy.RETAIN);
    account.applyRemovalPolicy(RemovalPolicy.RETAIN);
  }
}
