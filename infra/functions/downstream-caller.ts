import { Stack } from 'aws-cdk-lib';
import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { envNames } from '../../functions/adapters/lambda/env.ts';
import { rememberedBeyondReplayDays } from '../../functions/core/downstream/lease.ts';
import {
  type Downstreams,
  downstreamStages,
  downstreamsText,
} from '../../functions/core/downstream/settings.ts';
import { decisionsOf } from '../../functions/core/invoice/conflicts.ts';
import { names } from '../../functions/core/names.ts';
import type { Stage } from '../../schemas/stages.ts';
import { acceptFinding } from '../blocks/findings.ts';
import { type Keys, sendActions } from '../blocks/keys.ts';
import { type ConsumedQueue, consumedQueue, visibilityTimeout } from '../blocks/queues.ts';
import { on } from '../blocks/statements.ts';
import type { Cell } from '../cells/cell.ts';
import { downstreamCaller, downstreamCallerConcurrency, queueConcurrency } from '../cells/concurrency.ts';
import { timeoutSeconds } from '../cells/timeouts.ts';
import type { Ledger } from '../stores/ledger/construct.ts';
import type { OperationsTable } from '../stores/operations/construct.ts';
import { InvoiceFunction } from './invoice-function.ts';

export interface DownstreamCallerProps {
  readonly cell: Cell;
  readonly downstreams: Downstreams;
  readonly ledger: Ledger;
  /** Keeps which calls were made. */
  readonly operations: OperationsTable;
  readonly keys: Keys;
}

/**
 * Where events wait for the downstream of their stage, a queue for each, and the function that calls
 * it. The queues are standard: what a downstream is told comes in no order anyway, since producers
 * report late and dead letters come back, and a call that waits for an hour must not keep the
 * invoice's next one.
 */
export class DownstreamCaller extends Construct {
  readonly #queues: ReadonlyMap<Stage, ConsumedQueue>;
  readonly #downstreams: Downstreams;

  constructor(scope: Construct, id: string, props: DownstreamCallerProps) {
    super(scope, id);
    const { cell, downstreams, ledger, operations, keys } = props;
    const name = names(cell.prefix);
    this.#downstreams = downstreams;
    const caller = new InvoiceFunction(this, 'Caller', {
      cell,
      logKey: keys.logs,
      functionName: name.downstreamFunction,
      folder: 'functions/downstream-caller',
      timeoutSeconds: timeoutSeconds.downstreamCaller,
      concurrency: downstreamCallerConcurrency(cell),
      environment: {
        ...ledger.environment,
        [envNames.operationsTable]: operations.table.tableName,
        [envNames.downstreams]: downstreamsText(downstreams),
        [envNames.downstreamRememberedDays]: String(cell.retention.replayDays + rememberedBeyondReplayDays),
      },
    });
    acceptFinding(caller, 'deadLettersOfTheQueue', 'Serverless-LambdaDLQ', 'NIST.800.53.R5-LambdaDLQ');
    ledger.grantRead(caller);
    operations.grantRecords(caller, 'read', 'create', 'replace', 'remove');
    operations.grantCollection(caller, decisionsOf('*'), 'list');
    const secrets = secretArns(this, downstreams);
    if (secrets.length > 0) caller.addToRolePolicy(on(secrets, ['secretsmanager:GetSecretValue']));
    this.#queues = new Map(
      downstreamStages(downstreams).map((stage) => {
        const queue = consumedQueue(this, `${stage}Queue`, {
          queueName: name.downstreamQueue(stage),
          deadLettersName: name.downstreamDeadLetters(stage),
          visibilityTimeout: visibilityTimeout(timeoutSeconds.downstreamCaller),
          key: keys.messages,
        });
        caller.consume(`${stage}Queue`, queue, {
          batchSize: downstreamCaller.batchSize,
          maxConcurrency: queueConcurrency(downstreamCaller, cell),
        });
        return [stage, queue];
      }),
    );
  }

  /** What the processor of a stage needs to hand events over; nothing when the stage has no downstream. */
  settingsOf(stage: Stage): Readonly<Record<string, string>> {
    const consumed = this.#queues.get(stage);
    const settings = this.#downstreams[stage];
    if (!consumed || !settings) return {};
    return {
      [envNames.downstreamQueueUrl]: consumed.queue.queueUrl,
      [envNames.downstreamSince]: settings.since,
    };
  }

  /** Lets the processor of a stage hand events over, if the stage has a downstream. */
  grantHandOver(grantee: IGrantable, stage: Stage): void {
    const consumed = this.#queues.get(stage);
    consumed?.queue.grant(grantee, 'sqs:SendMessage');
    consumed?.queue.encryptionMasterKey?.grant(grantee, ...sendActions);
  }
}

/**
 * The secrets by their names. Secrets Manager ends their ARNs with a dash and six characters of its own:
 * https://docs.aws.amazon.com/secretsmanager/latest/userguide/auth-and-access_iam-policies.html
 */
function secretArns(scope: Construct, downstreams: Downstreams): readonly string[] {
  const secrets = downstreamStages(downstreams).flatMap(
    (stage) => downstreams[stage]?.headersFromSecret ?? [],
  );
  return [...new Set(secrets)].map((secret) =>
    Stack.of(scope).formatArn({ service: 'secretsmanager', resource: `secret:${secret}-??????` }),
  );
}
