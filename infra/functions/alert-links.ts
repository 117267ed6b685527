import { RemovalPolicy } from 'aws-cdk-lib';
import { Key, KeySpec, KeyUsage } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { envNames } from '../../functions/adapters/lambda/env.ts';
import { alertsCollection } from '../../functions/core/alerts/groups.ts';
import { auditCollection } from '../../functions/core/audit.ts';
import { names } from '../../functions/core/names.ts';
import { acceptFinding } from '../blocks/findings.ts';
import type { Keys } from '../blocks/keys.ts';
import { on } from '../blocks/statements.ts';
import type { Cell } from '../cells/cell.ts';
import { alertLinksConcurrency } from '../cells/concurrency.ts';
import { timeoutSeconds } from '../cells/timeouts.ts';
import type { OperationsTable } from '../stores/operations/construct.ts';
import { alertSettingsOf } from './alert-settings.ts';
import { InvoiceFunction } from './invoice-function.ts';

export interface AlertLinksProps {
  readonly cell: Cell;
  readonly operations: OperationsTable;
  readonly keys: Keys;
}

/**
 * `AlertLinks`: the page of the links in announcements, apart from `AlertRouter`, because anybody can
 * call it. It checks what the router signs: neither may do the other's, and neither has the key.
 */
export class AlertLinks extends Construct {
  readonly page: InvoiceFunction;
  /** An HMAC key of KMS. https://docs.aws.amazon.com/kms/latest/developerguide/hmac.html */
  readonly key: Key;

  constructor(scope: Construct, id: string, { cell, operations, keys }: AlertLinksProps) {
    super(scope, id);
    const name = names(cell.prefix);
    this.key = new Key(this, 'Key', {
      alias: name.keyAlias('alert-links'),
      description: `Cell ${cell.name}: signatures of links to alerts`,
      keySpec: KeySpec.HMAC_256,
      keyUsage: KeyUsage.GENERATE_VERIFY_MAC,
      // What it signed has expired before it is gone.
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.page = new InvoiceFunction(this, 'Page', {
      cell,
      logKey: keys.logs,
      functionName: name.alertLinksFunction,
      folder: 'functions/alert-links',
      timeoutSeconds: timeoutSeconds.alertLinks,
      concurrency: alertLinksConcurrency,
      environment: {
        [envNames.operationsTable]: operations.table.tableName,
        [envNames.alertSettings]: alertSettingsOf(cell),
        [envNames.alertLinkKey]: this.key.keyArn,
      },
    });
    operations.grantCollection(this.page, alertsCollection, 'read', 'replace');
    operations.grantCollection(this.page, auditCollection, 'create');
    this.page.addToRolePolicy(on([this.key.keyArn], ['kms:VerifyMac']));
    acceptFinding(this.page, 'deadLettersOfTheQueue', 'Serverless-LambdaDLQ', 'NIST.800.53.R5-LambdaDLQ');
  }
}
