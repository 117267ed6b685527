import { Stack } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { CfnLoggingConfiguration, CfnWebACL, CfnWebACLAssociation } from 'aws-cdk-lib/aws-wafv2';
import { Construct } from 'constructs';
import { names } from '../../functions/core/names.ts';
import { keptOnceMade } from '../blocks/kept.ts';
import { firewallAddressLimit, firewallKeyLimit, firewallWindowSeconds } from '../cells/capacity.ts';
import type { Cell } from '../cells/cell.ts';
import { producersOf } from '../cells/producers.ts';
import { managedRules } from './managed-rules.ts';
import { plainProblem } from './problems.ts';

/**
 * The largest body of a request, in bytes: as much as AWS WAF can inspect
 * (https://docs.aws.amazon.com/waf/latest/developerguide/web-acl-setting-body-inspection-limit.html).
 * Ten events with long names and a few attributes each take 10 to 20 KB. Inspecting up to 16 KB
 * is free; each further 16 KB of larger bodies costs extra per million requests.
 */
const maxBodyBytes = 64 * 1024;

/**
 * Custom replies of the firewall. It can neither set their content type to
 * `application/problem+json` nor name the request.
 */
const replies = {
  'body-too-large': plainProblem(
    413,
    'BODY_TOO_LARGE',
    `The body is larger than ${maxBodyBytes / 1024} KB; nothing of it was accepted. Send fewer events in a request.`,
  ),
  'too-fast': plainProblem(
    429,
    'BLOCKED_FOR_RATE',
    'So many requests came that the firewall lets none through for a while. Wait for Retry-After, then keep to your usage plan.',
  ),
} as const;

function block(reply: keyof typeof replies, retryAfterSeconds?: number): CfnWebACL.RuleActionProperty {
  return {
    block: {
      customResponse: {
        responseCode: replies[reply].status,
        customResponseBodyKey: reply,
        ...(retryAfterSeconds !== undefined && {
          responseHeaders: [{ name: 'Retry-After', value: String(retryAfterSeconds) }],
        }),
      },
    },
  };
}

export interface FirewallProps {
  readonly cell: Cell;
  readonly key: IKey;
  /** ARN of the API's stage. */
  readonly stageArn: string;
}

/**
 * What stands in front of the API: AWS WAF's web ACL, and the log of what it blocked.
 */
export class Firewall extends Construct {
  constructor(scope: Construct, id: string, { cell, key, stageArn }: FirewallProps) {
    super(scope, id);
    const { firewall: name, firewallLogs } = names(cell.prefix);
    const webAcl = new CfnWebACL(this, 'WebAcl', {
      name,
      description: `Before the invoice API of the cell ${cell.name}`,
      scope: 'REGIONAL',
      defaultAction: { allow: {} },
      associationConfig: {
        requestBody: { API_GATEWAY: { defaultSizeInspectionLimit: `KB_${maxBodyBytes / 1024}` } },
      },
      customResponseBodies: Object.fromEntries(
        Object.entries(replies).map(([key, reply]) => [
          key,
          { contentType: 'APPLICATION_JSON', content: JSON.stringify(reply) },
        ]),
      ),
      rules: rulesOf(cell).map((rule, priority) => ({
        ...rule,
        priority,
        visibilityConfig: visible(rule.name),
      })),
      visibilityConfig: visible(name),
    });
    new CfnWebACLAssociation(this, 'Association', { resourceArn: stageArn, webAclArn: webAcl.attrArn });
    this.#log(webAcl, firewallLogs, cell, key);
  }

  /**
   * Only blocked requests, since the access log has the others; never a key or a signature. What a rule
   * counted is a metric of that rule: a producer that sends no user agent would be a line per request,
   * 0.50 dollars per GB of them. `EXCLUDED_AS_COUNT` is a counted match of AWS's own rules.
   * https://docs.aws.amazon.com/waf/latest/APIReference/API_ActionCondition.html
   */
  #log(webAcl: CfnWebACL, logGroupName: string, cell: Cell, encryptionKey: IKey): void {
    const logs = new LogGroup(this, 'Logs', {
      logGroupName,
      encryptionKey,
      retention: cell.retention.accessLogDays,
      removalPolicy: keptOnceMade,
    });
    new CfnLoggingConfiguration(this, 'Logging', {
      resourceArn: webAcl.attrArn,
      // The log group's ARN without the `:*` at its end, which AWS WAF refuses.
      logDestinationConfigs: [
        Stack.of(this).formatArn({
          service: 'logs',
          resource: `log-group:${logs.logGroupName}`,
        }),
      ],
      redactedFields: [
        ...['x-api-key', 'authorization'].map((header) => ({ singleHeader: { Name: header } })),
        // Links to alerts carry their signature there:
        // https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-wafv2-loggingconfiguration-fieldtomatch.html
        { queryString: {} },
      ],
      loggingFilter: {
        DefaultBehavior: 'DROP',
        Filters: [
          {
            Behavior: 'KEEP',
            Requirement: 'MEETS_ANY',
            Conditions: [{ ActionCondition: { Action: 'BLOCK' } }],
          },
        ],
      },
    });
  }
}

type Rule = Omit<CfnWebACL.RuleProperty, 'priority' | 'visibilityConfig'>;

/** In the order of evaluation; the first that blocks ends it. */
function rulesOf(cell: Cell): readonly Rule[] {
  return [
    {
      name: 'body-too-large',
      action: block('body-too-large'),
      statement: {
        sizeConstraintStatement: {
          fieldToMatch: { body: { oversizeHandling: 'MATCH' } },
          comparisonOperator: 'GT',
          size: maxBodyBytes,
          textTransformations: [{ priority: 0, type: 'NONE' }],
        },
      },
    },
    {
      name: 'too-fast-per-key',
      action: block('too-fast', firewallWindowSeconds),
      statement: {
        rateBasedStatement: {
          limit: firewallKeyLimit(producersOf(cell)),
          evaluationWindowSec: firewallWindowSeconds,
          aggregateKeyType: 'CUSTOM_KEYS',
          // The logs contain the value that is counted, whatever they redact: so a digest is
          // counted.
          customKeys: [
            { header: { name: 'x-api-key', textTransformations: [{ priority: 0, type: 'MD5' }] } },
          ],
        },
      },
    },
    {
      name: 'too-fast-per-address',
      action: block('too-fast', firewallWindowSeconds),
      statement: {
        rateBasedStatement: {
          limit: firewallAddressLimit(cell),
          evaluationWindowSec: firewallWindowSeconds,
          aggregateKeyType: 'IP',
        },
      },
    },
    ...managedRules.map(
      ({ name, onlyCount }): Rule => ({
        name,
        overrideAction: { none: {} },
        statement: {
          managedRuleGroupStatement: {
            vendorName: 'AWS',
            name,
            ...(onlyCount.length > 0 && {
              ruleActionOverrides: onlyCount.map((rule) => ({ name: rule, actionToUse: { count: {} } })),
            }),
          },
        },
      }),
    ),
  ];
}

/**
 * Sampled requests would show headers, the API key among them, to whoever may look at the firewall.
 */
function visible(metricName: string): CfnWebACL.VisibilityConfigProperty {
  return {
    cloudWatchMetricsEnabled: true,
    sampledRequestsEnabled: false,
    metricName,
  };
}
