import type { Check } from './check.ts';
import { fine, warns } from './finding.ts';

/**
 * API Gateway makes its role with the first API of an account, and may not where the deployment's role lacks
 * `iam:CreateServiceLinkedRole`. No other service of a cell needs one: the firewall logs to CloudWatch, and only
 * for Firehose it would.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/using-service-linked-roles.html
 * https://docs.aws.amazon.com/waf/latest/developerguide/using-service-linked-roles.html
 */
const role = 'AWSServiceRoleForAPIGateway';

/** The roles are there that services make for themselves. */
export const serviceRoleCheck: Check = {
  title: 'service-linked roles',
  run: async ({ account }) =>
    (await account.has({ type: 'AWS::IAM::Role', identifier: role }))
      ? [fine('SERVICE_ROLE', `API Gateway has its service-linked role, ${role}.`)]
      : [
          warns(
            'SERVICE_ROLE_MISSING',
            `API Gateway has no service-linked role (${role}) yet. The first API of an account makes it, if whoever deploys may.`,
            'aws iam create-service-linked-role --aws-service-name ops.apigateway.amazonaws.com',
          ),
        ],
};
