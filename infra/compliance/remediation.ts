import { Stack } from 'aws-cdk-lib';
import { CfnRemediationConfiguration } from 'aws-cdk-lib/aws-config';
import { ManagedPolicy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnDocument } from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';
import { acceptFinding } from '../blocks/findings.ts';
import { onNoResource } from '../blocks/statements.ts';

export interface RemediationProps {
  /** The rule that finds what is to be fixed. */
  readonly ruleName: string;
  /** The name of one of AWS's documents, or the content of one of our own. */
  readonly document: string | object;
  /** The document's parameter for the resource at fault; absent when `parameters` name it. */
  readonly resourceParameter?: string;
  readonly parameters?: Readonly<Record<string, string>>;
  /** `request`: only when somebody starts it, because the fix may break what works. */
  readonly when: 'at once' | 'request';
  /**
   * The actions that the document's role may call, and on what: a resource, or whatever Config
   * finds in this account.
   */
  readonly actions: readonly string[];
  readonly resource?: string;
}

/** A fix for whatever a rule finds: a document, and a role with the rights it needs. */
export class Remediation extends Construct {
  readonly role: Role;

  constructor(scope: Construct, id: string, props: RemediationProps) {
    super(scope, id);
    const documentName = this.#documentName(props.document);
    this.role = this.#role(props, documentName);
    new CfnRemediationConfiguration(this, 'Configuration', {
      configRuleName: props.ruleName,
      targetType: 'SSM_DOCUMENT',
      targetId: documentName,
      ...(props.when === 'request'
        ? { automatic: false }
        : { automatic: true, maximumAutomaticAttempts: 5, retryAttemptSeconds: 60 }),
      // A mistake in one deployment may leave many resources at fault: they are not all changed at
      // once.
      executionControls: { ssmControls: { concurrentExecutionRatePercentage: 10, errorPercentage: 10 } },
      parameters: {
        AutomationAssumeRole: fixed(this.role.roleArn),
        ...(props.resourceParameter && {
          [props.resourceParameter]: { ResourceValue: { Value: 'RESOURCE_ID' } },
        }),
        ...Object.fromEntries(
          Object.entries(props.parameters ?? {}).map(([name, value]) => [name, fixed(value)]),
        ),
      },
    });
  }

  #documentName(document: string | object): string {
    if (typeof document === 'string') return document;
    return new CfnDocument(this, 'Document', {
      documentType: 'Automation',
      content: document,
      updateMethod: 'NewVersion',
    }).ref;
  }

  #role({ actions, resource }: RemediationProps, documentName: string): Role {
    const stack = Stack.of(this);
    const policy = new ManagedPolicy(this, 'MaySetRight', {
      description: `What the document ${this.node.id} calls`,
      statements: [
        new PolicyStatement({
          actions: [...actions],
          resources: [resource ?? '*'],
          // The resource at fault is not known in advance, but it is always of this account and
          // Region.
          ...(!resource && {
            conditions: {
              StringEquals: {
                'aws:ResourceAccount': stack.account,
                'aws:RequestedRegion': stack.region,
              },
            },
          }),
        }),
        new PolicyStatement({
          actions: ['ssm:StartAutomationExecution'],
          resources: [
            stack.formatArn({
              service: 'ssm',
              // AWS's own documents belong to no account.
              account: documentName.startsWith('AWS') ? '' : stack.account,
              resource: 'automation-definition',
              resourceName: `${documentName}:$DEFAULT`,
            }),
          ],
        }),
        onNoResource(['ssm:GetAutomationExecution']),
      ],
    });
    acceptFinding(policy, 'callsWithoutResource');
    return new Role(this, 'Role', {
      description: `Acts for AWS Config when ${this.node.id} is to be set right`,
      assumedBy: new ServicePrincipal('ssm.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': stack.account } },
      }),
      managedPolicies: [policy],
    });
  }
}

function fixed(value: string) {
  return { StaticValue: { Values: [value] } };
}
