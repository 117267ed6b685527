import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SQSClient } from '@aws-sdk/client-sqs';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import {
  type AskReconciler,
  createLambdaReconciler,
} from '../../functions/adapters/conservation/remote-reconciler.ts';
import { deployedDeadLetters } from '../../functions/adapters/deployed-dead-letters.ts';
import { createDynamoLedger } from '../../functions/adapters/dynamodb/ledger.ts';
import { createDynamoRecords } from '../../functions/adapters/dynamodb/records.ts';
import { createEventBridgeReplays } from '../../functions/adapters/eventbridge/replays.ts';
import { withRemoteHistory } from '../../functions/adapters/lambda/remote-history.ts';
import { createSqsDueRecords } from '../../functions/adapters/sqs/due-records.ts';
import { queueUrls } from '../../functions/adapters/sqs/queue-urls.ts';
import { downstreamStages } from '../../functions/core/downstream/settings.ts';
import { names } from '../../functions/core/names.ts';
import type { Cell } from '../../infra/cells/cell.ts';
import type { ReconcileService } from '../../operations/reconcile/service.ts';
import { awsFailure } from './aws-failure.ts';
import { deployedAlarms } from './deployed-alarms.ts';
import type { DeployedCell, Target } from './operation.ts';

/**
 * A cell of infra/cells: its Region and names from there, its account and rights from whatever
 * credentials the SDK finds for the caller.
 * @param endpoint instead of AWS's own, of every service
 * @throws {CliError} NO_CREDENTIALS, CELL_UNREACHABLE
 */
export async function openDeployedCell(cell: Cell, endpoint: string | undefined): Promise<Target> {
  const settings = { region: cell.region, ...(endpoint !== undefined && { endpoint }) };
  const name = names(cell.prefix);
  const explained = <T>(work: Promise<T>): Promise<T> =>
    work.catch((error: unknown) => {
      throw awsFailure(error, cell);
    });

  const caller = await explained(new STSClient(settings).send(new GetCallerIdentityCommand({})));
  const account = caller.Account ?? '';
  const bus = { region: cell.region, account, bus: name.bus, archive: name.archive };
  const dynamo = new DynamoDBClient(settings);
  const lambda = new LambdaClient(settings);
  const sqs = new SQSClient(settings);
  const urlOf = queueUrls(sqs);
  const clock = { now: Date.now };
  const deployed: DeployedCell = {
    ...{ cell, account },
    replays: createEventBridgeReplays(new EventBridgeClient(settings), bus),
    reconciler: reconcilerAt(createLambdaReconciler(lambda, name.reconcilerFunction)),
    ledger: withRemoteHistory(createDynamoLedger(dynamo, name.ledgerTable), lambda, name.historyFunction),
    records: createDynamoRecords(dynamo, name.operationsTable, clock),
    dueRecords: createSqsDueRecords(sqs, () => urlOf(name.recordQueue)),
    deadLetters: deployedDeadLetters({
      prefix: cell.prefix,
      partitions: cell.partitions.map((partition) => partition.name),
      downstreams: downstreamStages(cell.downstream),
      client: settings,
    }),
    alarms: () => deployedAlarms(new CloudWatchClient(settings), cell.prefix, clock),
    clock,
  };
  return {
    name: `${cell.name} (account ${deployed.account}, ${cell.region})`,
    operator: caller.Arn ?? '',
    run: (operation) => explained(operation.deployed(deployed)),
  };
}

/** The service as the function of the cell offers it. */
function reconcilerAt(ask: AskReconciler): ReconcileService {
  return {
    span: () => ask({ ask: 'span' }),
    reconcile: (minutes, { putBack }) => ask({ ask: 'reconcile', minutes, putBack }),
  };
}
