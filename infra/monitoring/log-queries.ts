import { CfnQueryDefinition } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { logMessages } from '../../functions/core/log-messages.ts';
import { functionLogs, names } from '../../functions/core/names.ts';
import type { Cell } from '../cells/cell.ts';
import { functionsOf } from './functions/cell-functions.ts';

/**
 * The logs that a query reads: of the functions, of the API, of the firewall, or of the archive's
 * stream.
 */
type Source = 'functions' | 'access' | 'firewall' | 'archive';

export interface LogQuery {
  readonly name: string;
  readonly sources: readonly Source[];
  readonly lines: readonly string[];
  /** Parameters asked for when the query is run, by their `{{…}}` in the query. */
  readonly parameters?: Readonly<Record<string, string>>;
}

/**
 * Queries for investigations, saved in CloudWatch under the cell's name. The runbooks name them.
 */
export const logQueries: readonly LogQuery[] = [
  {
    name: 'find-event',
    sources: ['functions'],
    parameters: { id: 'An event id, an invoice id or a message id' },
    lines: [
      'fields @timestamp, service, level, code, invoiceId, eventId, error, failureClass, messageId, xray_trace_id',
      'filter @message like "{{id}}"',
      'sort @timestamp asc',
      'limit 200',
    ],
  },
  {
    name: 'find-request',
    sources: ['access'],
    parameters: { requestId: 'The requestId of a reply, or of an event in its history' },
    lines: [
      'fields @timestamp, apiKeyId, method, route, status, errorType, integrationStatus, latencyMs, traceId',
      'filter requestId = "{{requestId}}"',
    ],
  },
  {
    name: 'errors-by-code',
    sources: ['functions'],
    lines: [
      'filter level = "ERROR" or level = "WARN"',
      'stats count(*) as lines, max(@timestamp) as latest by service, level, code, error',
      'sort lines desc',
    ],
  },
  {
    name: 'dead-letters-by-reason',
    sources: ['functions'],
    lines: [
      `filter code = "${logMessages.deadLettered.code}"`,
      'stats count(*) as letters, min(@timestamp) as first, max(@timestamp) as latest by service, failureClass, error',
      'sort letters desc',
    ],
  },
  {
    name: 'dead-letters',
    sources: ['functions'],
    lines: [
      `filter code = "${logMessages.deadLettered.code}"`,
      'fields @timestamp, service, failureClass, error, invoiceId, eventId, messageId, xray_trace_id',
      'sort @timestamp desc',
      'limit 500',
    ],
  },
  {
    name: 'retries',
    sources: ['functions'],
    lines: [
      `filter code = "${logMessages.retryLater.code}"`,
      'stats sum(messages) as retried by service, bin(1m)',
      'sort retried desc',
    ],
  },
  {
    name: 'stuck-invoices',
    sources: ['functions'],
    lines: [
      `filter code = "${logMessages.stuckInvoices.code}"`,
      'fields @timestamp, capped, @message',
      'sort @timestamp desc',
      'limit 1',
    ],
  },
  {
    name: 'slow-requests',
    sources: ['access'],
    lines: [
      'filter latencyMs > 1000',
      'fields @timestamp, apiKeyId, method, route, status, latencyMs, integrationLatencyMs, traceId',
      'sort latencyMs desc',
      'limit 100',
    ],
  },
  {
    name: 'refusals-by-producer',
    sources: ['access'],
    lines: [
      'filter status >= 400',
      'stats count(*) as requests by apiKeyId, principal, route, status, errorType',
      'sort requests desc',
    ],
  },
  {
    name: 'refusals-of-a-producer',
    sources: ['access'],
    parameters: {
      apiKeyId: 'The id of its key: the output Producers of the stateless stack says which is whose',
    },
    lines: [
      'filter apiKeyId = "{{apiKeyId}}" and status >= 400',
      'fields @timestamp, requestId, route, status, errorType, address, firewall',
      'sort @timestamp desc',
      'limit 200',
    ],
  },
  {
    name: 'throttled-producers',
    sources: ['access'],
    lines: [
      'filter status = 429',
      'stats count(*) as requests by apiKeyId, errorType, bin(1m)',
      'sort requests desc',
    ],
  },
  {
    name: 'server-errors',
    sources: ['access'],
    lines: [
      'filter status >= 500',
      'stats count(*) as requests by route, status, errorType, integrationStatus, bin(1m)',
      'sort requests desc',
    ],
  },
  {
    name: 'traffic-by-producer',
    sources: ['access'],
    lines: ['stats count(*) as requests by apiKeyId, route, bin(5m)', 'sort requests desc'],
  },
  {
    name: 'cold-starts',
    sources: ['functions'],
    lines: [
      'filter @type = "REPORT" and ispresent(@initDuration)',
      'stats count(*) as starts, pct(@initDuration, 50) as usualMs, max(@initDuration) as slowestMs by @log',
      'sort starts desc',
    ],
  },
  {
    name: 'calls-close-to-their-limits',
    sources: ['functions'],
    lines: [
      'filter @type = "REPORT"',
      'stats count(*) as calls, pct(@duration, 99) as p99Ms, max(@duration) as slowestMs, max(@maxMemoryUsed / 1000000) as maxMemoryMb by @log',
      'sort slowestMs desc',
    ],
  },
  {
    name: 'crashes',
    sources: ['functions'],
    lines: [
      'filter @message like /Task timed out|Runtime exited|Runtime\\.|INIT_REPORT.*Status/',
      'fields @timestamp, @log, @requestId, @message',
      'sort @timestamp desc',
      'limit 100',
    ],
  },
  {
    name: 'firewall-blocks',
    sources: ['firewall'],
    lines: [
      'filter action = "BLOCK"',
      'stats count(*) as requests by terminatingRuleId, httpRequest.clientIp, httpRequest.uri',
      'sort requests desc',
    ],
  },
  {
    name: 'archive-failures',
    sources: ['archive'],
    lines: ['fields @timestamp, errorCode, message', 'sort @timestamp desc', 'limit 100'],
  },
];

/** Whether a cell has any of the logs that a query reads. */
function isAsked(sources: readonly Source[], { noFirewallBecause }: Cell): boolean {
  return noFirewallBecause === undefined || sources.some((source) => source !== 'firewall');
}

/** Saves the queries. */
export class LogQueries extends Construct {
  constructor(scope: Construct, id: string, cell: Cell) {
    super(scope, id);
    const name = names(cell.prefix);
    const logGroups: Readonly<Record<Source, readonly string[]>> = {
      functions: functionsOf(cell).map(({ functionName }) => functionLogs(functionName)),
      access: [name.accessLogs],
      firewall: [name.firewallLogs],
      archive: [name.archiveLogs],
    };
    for (const query of logQueries.filter((one) => isAsked(one.sources, cell)))
      new CfnQueryDefinition(this, query.name, {
        name: name.logQuery(query.name),
        logGroupNames: query.sources.flatMap((source) => logGroups[source]),
        queryString: query.lines.join('\n| '),
        ...(query.parameters && {
          parameters: Object.entries(query.parameters).map(([parameter, description]) => ({
            name: parameter,
            description,
          })),
        }),
      });
  }
}
