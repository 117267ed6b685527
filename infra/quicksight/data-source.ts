import { Stack } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnDataSource } from 'aws-cdk-lib/aws-quicksight';
import { Construct } from 'constructs';
import { names } from '../../functions/core/names.ts';
import { acceptFinding } from '../blocks/findings.ts';
import type { Cell } from '../cells/cell.ts';
import type { Permission } from './permissions.ts';

export interface AthenaSourceProps {
  readonly cell: Pick<Cell, 'name' | 'prefix'>;
  readonly permissions: readonly Permission[];
  /** The workgroup that answers, and who lets a role ask it. */
  readonly asked: { readonly workgroup: string; grant(role: Role): void };
}

/**
 * A data source that asks Athena in the name of a role of its own, whatever the account lets QuickSight do
 * besides: https://docs.aws.amazon.com/quicksight/latest/user/datasource-run-as-role.html
 */
export class AthenaSource extends Construct {
  readonly arn: string;

  constructor(scope: Construct, id: string, { cell, permissions, asked }: AthenaSourceProps) {
    super(scope, id);
    // Without a condition on whom it acts for: AWS documents none that QuickSight sends, and it takes a role of
    // its own account alone.
    const role = new Role(this, 'Role', {
      description: `QuickSight asks for figures and records of the invoice cell ${cell.name}`,
      assumedBy: new ServicePrincipal('quicksight.amazonaws.com'),
    });
    asked.grant(role);
    const policy = role.node.findChild('DefaultPolicy');
    acceptFinding(policy, 'policyOfOneRole');
    acceptFinding(policy, 'callsWithoutResource');
    const source = new CfnDataSource(this, 'Source', {
      awsAccountId: Stack.of(this).account,
      dataSourceId: names(cell.prefix).quickSightDataSource,
      name: `Invoices, ${cell.name}`,
      type: 'ATHENA',
      dataSourceParameters: { athenaParameters: { workGroup: asked.workgroup, roleArn: role.roleArn } },
      sslProperties: { disableSsl: false },
      permissions: [...permissions],
    });
    // QuickSight tries it at once.
    source.node.addDependency(policy);
    this.arn = source.attrArn;
  }
}
