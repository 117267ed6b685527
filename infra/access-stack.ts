import { Stack, Tags } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { cellMetadata } from '../functions/core/names.ts';
import { auditorRole } from './access-roles/auditor.ts';
import { onCallRole } from './access-roles/on-call.ts';
import type { Trusts } from './cells/accounts.ts';
import type { Cell } from './cells/cell.ts';
import { isProtected } from './cells/protection.ts';
import type { PartitionsStack } from './partitions-stack.ts';
import type { StatefulStack } from './stateful-stack.ts';

export interface AccessStackProps {
  readonly cell: Cell;
  readonly trusts: Trusts;
  readonly stateful: StatefulStack;
  /** The groups of partitions, each with a key of its own. */
  readonly groups: readonly PartitionsStack[];
}

/**
 * The roles of one cell for people of other accounts. They have a stack of their own, so that
 * whoever decides on access can deploy it, and revoking access touches nothing that carries events.
 */
export class AccessStack extends Stack {
  constructor(scope: Construct, id: string, { cell, trusts, stateful, groups }: AccessStackProps) {
    super(scope, id, {
      description: `Invoice events, cell ${cell.name}: roles for people of other accounts`,
      terminationProtection: isProtected(cell),
    });
    this.templateOptions.metadata = { [cellMetadata]: cell.name };
    Tags.of(this).add(cellMetadata, cell.name);
    if (trusts.onCall.length > 0)
      onCallRole(this, {
        cell,
        trusted: trusts.onCall,
        messageKeyArns: [stateful.keys.messages, ...groups.map(({ key }) => key)].map(({ keyArn }) => keyArn),
        dataKeyArn: stateful.keys.data.keyArn,
      });
    if (trusts.auditors.length > 0) auditorRole(this, { cell, trusted: trusts.auditors, stores: stateful });
  }
}
