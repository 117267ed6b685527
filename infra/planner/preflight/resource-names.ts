import { dashboards } from '../../../dashboards/pages/registry.ts';
import { dataSetNames } from '../../../dashboards/quicksight/data-set.ts';
import { downstreamStages } from '../../../functions/core/downstream/settings.ts';
import { deadLetterQueues, functionLogs, names } from '../../../functions/core/names.ts';
import { stages } from '../../../schemas/stages.ts';
import { accountNamed } from '../../cells/accounts.ts';
import { type Cell, makesQuickSightSource } from '../../cells/cell.ts';
import { partitionsByGroup, relaysOf } from '../../cells/partitions.ts';
import { stagesWithDashboard } from '../../cells/stage-dashboards.ts';
import type { NamedResource } from '../../stores/store-plan.ts';
import { timeSeriesDataOf } from '../../stores/time-series-data.ts';

/**
 * Everything with a name of its own that a deployment makes, so that it fails where the name is taken. Buckets and
 * most roles have generated names. Left out are alarms and saved queries, which nothing keeps beyond their stack, and
 * what is found under something else here: rules of the bus, tables of a database.
 * A test compares the list with the synthesized templates.
 */
export function namesOf(cell: Cell, accountId: string) {
  const name = names(cell.prefix);
  const partitions = cell.partitions.map((partition) => partition.name);
  const downstreams = downstreamStages(cell.downstream);
  return {
    queues: [
      ...deadLetterQueues(cell.prefix, partitions, downstreams).map((queue) => queue.name),
      name.recordQueue,
      ...partitions.flatMap((partition) => [name.relayQueue(partition), name.queue(partition)]),
      ...downstreams.map((stage) => name.downstreamQueue(stage)),
    ],
    topics: [
      name.alarmTopic,
      name.directAlarmTopic,
      ...Object.keys(cell.alerts.contacts).map((contact) => name.alertTopic(contact)),
      ...partitions.map((partition) => name.topic(partition)),
    ],
    others: [
      ...of('AWS::DynamoDB::Table', [name.ledgerTable, name.operationsTable]),
      ...timeSeriesDataOf(cell).needs.names(cell.prefix),
      ...of('AWS::KMS::Alias', aliasesOf(cell)),
      ...of('AWS::KinesisFirehose::DeliveryStream', [name.archiveStream]),
      ...of('AWS::Glue::Database', [name.auditDatabase]),
      ...of('AWS::Athena::WorkGroup', [name.auditWorkgroup]),
      ...of('AWS::Events::EventBus', [name.bus]),
      ...of('AWS::Events::Archive', [name.archive]),
      ...of('AWS::Lambda::Function', functionsOf(cell)),
      ...of('AWS::Logs::LogGroup', [
        ...[name.archiveLogs, name.accessLogs],
        ...(cell.noFirewallBecause === undefined ? [name.firewallLogs] : []),
        ...functionsOf(cell).map(functionLogs),
      ]),
      ...of('AWS::CloudWatch::Dashboard', ['end-to-end', ...stagesWithDashboard(cell)].map(name.dashboard)),
      ...of('AWS::IAM::Role', rolesOf(cell)),
      ...(cell.quickSightPeople === undefined
        ? []
        : [
            ...of(
              'AWS::QuickSight::DataSource',
              makesQuickSightSource(cell) ? [`${accountId}|${name.quickSightDataSource}`] : [],
            ),
            ...of(
              'AWS::QuickSight::DataSet',
              dataSetsOf(cell).map((id) => `${accountId}|${id}`),
            ),
            ...boardsOf(cell, accountId),
            ...of('AWS::QuickSight::Theme', [`${name.quickSightTheme}|${accountId}`]),
            ...of(
              'AWS::QuickSight::Topic',
              cell.quickSightTopic ? [`${accountId}|${name.quickSightTopic}`] : [],
            ),
          ]),
    ],
  };
}

function dataSetsOf({ prefix, timeSeries }: Cell): readonly string[] {
  const { quickSightDataSet, quickSightFigures } = names(prefix);
  return [quickSightDataSet, ...(timeSeries.store === 'lake' ? dataSetNames.map(quickSightFigures) : [])];
}

/** The analysis and the dashboards of figures, which only a lake has. */
function boardsOf({ prefix, timeSeries }: Cell, accountId: string): readonly NamedResource[] {
  if (timeSeries.store !== 'lake') return [];
  const { quickSightBoard } = names(prefix);
  const pages = dashboards.map(({ id }) => `${accountId}|${quickSightBoard(id)}`);
  return [
    ...of('AWS::QuickSight::Analysis', [`${quickSightBoard('figures')}|${accountId}`]),
    ...of('AWS::QuickSight::Dashboard', pages),
  ];
}

function of(type: string, identifiers: readonly string[]): readonly NamedResource[] {
  return identifiers.map((identifier) => ({ type, identifier }));
}

function aliasesOf({ prefix, alerts, partitions }: Cell): readonly string[] {
  const name = names(prefix);
  const purposes = ['data', 'messages', 'logs', ...(alerts.links ? ['alert-links'] : [])];
  const groups = [...partitionsByGroup(partitions).keys()];
  return [...purposes.map(name.keyAlias), ...groups.map(name.groupKeyAlias)].map((alias) => `alias/${alias}`);
}

function functionsOf({ prefix, alerts, downstream, partitions, retention }: Cell): readonly string[] {
  const name = names(prefix);
  return [
    ...relaysOf(partitions).map(({ group }) => name.relayFunction(group)),
    ...[name.historyFunction, name.recordFunction, name.stuckInvoiceFunction],
    ...[name.reconcilerFunction, name.alertRouterFunction],
    ...stages.map((stage) => name.processorFunction(stage)),
    ...(retention.hotDays === undefined ? [] : [name.lettingGoFunction]),
    ...(alerts.links ? [name.alertLinksFunction] : []),
    ...(downstreamStages(downstream).length > 0 ? [name.downstreamFunction] : []),
  ];
}

function rolesOf({ prefix, account }: Cell): readonly string[] {
  const { onCall = [], auditors = [] } = accountNamed(account)?.trusts ?? {};
  const name = names(prefix);
  return [
    ...(onCall.length > 0 ? [name.onCallRole] : []),
    ...(auditors.length > 0 ? [name.auditorRole] : []),
  ];
}
