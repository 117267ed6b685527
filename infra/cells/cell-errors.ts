import { policyErrors } from '../../functions/core/alerts/policy-errors.ts';
import { downstreamsText } from '../../functions/core/downstream/settings.ts';
import { downstreamErrors } from '../../functions/core/downstream/settings-errors.ts';
import { deadlineErrors, deadlinesText } from '../../functions/core/invoice/stage-deadlines.ts';
import type { Alerts, Cell, Retention, TimeSeriesSettings } from './cell.ts';
import { nameErrors } from './name-errors.ts';
import { partitionErrors } from './partitions.ts';
import { quickSightPeopleErrors } from './quicksight-people.ts';
import { regionErrors } from './regions.ts';
import { registries } from './registries.ts';
import { isShortName, repeated, shortNameRule, when } from './sentences.ts';
import { usagePlanErrors } from './usage-plan-errors.ts';

/** What is wrong with one cell, a sentence each that names it. */
export function cellErrors(cell: Cell, { producers, waves } = registries): string[] {
  const unknownProducers = cell.producers.filter((name) => !producers.some((known) => known.name === name));
  return [
    ...when(!isShortName(cell.name), `its name ${shortNameRule}`),
    ...when(
      !/^([a-z][a-z0-9-]{0,18}-)?$/.test(cell.prefix),
      `its prefix "${cell.prefix}" must be empty, or up to 20 lower-case letters, digits and dashes that end with a dash`,
    ),
    ...when(
      !waves.some(({ name }) => name === cell.wave),
      `there is no wave ${cell.wave} in infra/cells/waves.ts`,
    ),
    ...regionErrors(cell.region),
    ...unknownProducers.map((name) => `there is no producer ${name} in infra/cells/producers.ts`),
    ...repeated(cell.producers).map((name) => `it lists the producer ${name} twice`),
    ...when(cell.producers.length === 0, 'it needs at least one producer'),
    ...usagePlanErrors(cell, producers),
    ...when(
      !(cell.peakEventsPerSecond > 0),
      `its peak must be more than 0 events per second, not ${cell.peakEventsPerSecond}`,
    ),
    ...when(!(cell.growth >= 0), `its growth must be 0 or more, not ${cell.growth}`),
    ...authErrors(cell),
    ...when(
      cell.auth === 'mtls' && cell.alerts.links !== undefined,
      'mutual TLS lets nobody without a certificate open a link: leave links out of its alerts',
    ),
    ...firewallErrors(cell),
    ...timeSeriesErrors(cell.timeSeries),
    ...retentionErrors(cell.retention),
    ...hotDaysErrors(cell.retention),
    ...stageDeadlineErrors(cell),
    ...downstreamSettingsErrors(cell),
    ...alertErrors(cell.alerts),
    ...(cell.quickSightPeople ? quickSightPeopleErrors(cell.quickSightPeople) : []),
    ...when(
      cell.quickSightTopic === true &&
        (cell.quickSightPeople === undefined || cell.timeSeries.store !== 'lake'),
      'its quickSightTopic needs quickSightPeople and a lake: only a lake has figures to ask for',
    ),
    ...when(
      cell.quickSightDataSourceArn !== undefined && cell.quickSightPeople === undefined,
      'it has a data source for QuickSight and no quickSightPeople: nobody would be let in',
    ),
    ...when(
      cell.quickSightPeople !== undefined &&
        cell.quickSightDataSourceArn === undefined &&
        cell.timeSeries.store !== 'lake',
      'it has quickSightPeople and no quickSightDataSourceArn: only for a lake does a cell make the data source itself',
    ),
    ...cell.partitions
      .filter(({ name }) => !isShortName(name))
      .map(({ name }) => `its partition "${name}" ${shortNameRule}`),
    ...cell.partitions
      .filter(({ name }) => /-(topic|dlq)$/.test(name))
      .map(
        ({ name }) =>
          `its partition "${name}" would share names with the dead-letter queues of another one: do not end it with -topic or -dlq`,
      ),
    ...nameErrors(cell),
    ...partitionErrors(cell.partitions),
  ].map((error) => `cell ${cell.name}: ${error}`);
}

/** One alarm watches the topics of all contacts and two more, and an alarm takes ten metrics. */
const maxContacts = 8;

function alertErrors({ contacts, ...policy }: Alerts): string[] {
  const names = Object.keys(contacts);
  return [
    ...when(
      names.length > maxContacts,
      `it has ${names.length} contacts: the alarm about their topics takes ${maxContacts} at most`,
    ),
    ...Object.entries(contacts).flatMap(([contact, addresses]) => [
      ...when(!isShortName(contact), `its contact "${contact}" ${shortNameRule}`),
      ...when(addresses.length === 0, `its contact ${contact} has no address: nobody would be told`),
      ...repeated(addresses).map((address) => `its contact ${contact} has the address ${address} twice`),
    ]),
    ...policyErrors(policy, names),
  ];
}

function authErrors({ auth, domain, apiKeyAloneBecause }: Cell): string[] {
  return [
    ...when(
      auth === 'mtls' && (domain === undefined || domain.trustStore === undefined),
      'mutual TLS needs a domain with a trustStore: the certificates that clients are checked against',
    ),
    ...when(
      domain?.trustStore !== undefined && !/^s3:\/\/[^/]+\/.+$/.test(domain.trustStore),
      `its trustStore must be like s3://bucket/key, not ${domain?.trustStore}`,
    ),
    ...when(
      auth !== 'api-key' && apiKeyAloneBecause !== undefined,
      'it says why an API key alone is enough, but asks for more: leave apiKeyAloneBecause out',
    ),
  ];
}

function firewallErrors({ profile, noFirewallBecause }: Cell): string[] {
  if (noFirewallBecause === undefined) return [];
  return [
    ...when(
      profile !== 'small',
      'only a cell with profile small may go without its firewall: leave noFirewallBecause out',
    ),
    ...when(noFirewallBecause.trim() === '', 'its noFirewallBecause is empty: say why, or leave it out'),
  ];
}

/**
 * What CloudWatch Logs keeps:
 * https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html
 */
const logRetentions = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

/**
 * Bytes that the deadlines may take of the 4 KB that all environment variables of a function have:
 * https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
const maxDeadlinesBytes = 3_000;
const maxDownstreamsBytes = 3_000;

function stageDeadlineErrors({ stageDeadlines }: Cell): string[] {
  const bytes = Buffer.byteLength(deadlinesText(stageDeadlines));
  return [
    ...deadlineErrors(stageDeadlines),
    ...when(
      bytes > maxDeadlinesBytes,
      `its stageDeadlines take ${bytes} bytes as an environment variable, and ${maxDeadlinesBytes} is the maximum: leave some out`,
    ),
  ];
}

/** The cell on one machine is in no account. */
const noAccount = 'none';

function downstreamSettingsErrors({ downstream = {}, account }: Cell): string[] {
  const bytes = Buffer.byteLength(downstreamsText(downstream));
  return [
    ...downstreamErrors(downstream, { onThisMachine: account === noAccount }),
    ...when(
      bytes > maxDownstreamsBytes,
      `its downstream takes ${bytes} bytes as an environment variable, and ${maxDownstreamsBytes} is the maximum: shorten the URLs`,
    ),
  ];
}

function timeSeriesErrors({ store, ...durations }: TimeSeriesSettings): string[] {
  return durationErrors(`timeSeries (${store})`, durations);
}

/** Fewer would let go of invoices that producers still correct every other day. */
const minHotDays = 30;

function hotDaysErrors({ hotDays, archiveDays }: Retention): string[] {
  if (hotDays === undefined) return [];
  return [
    ...when(
      !(Number.isInteger(hotDays) && hotDays >= minHotDays),
      `its hotDays must be a whole number of days from ${minHotDays} on, not ${hotDays}: leave it out to keep every invoice hot`,
    ),
    ...when(
      archiveDays <= hotDays,
      `its hotDays (${hotDays}) must be fewer than its archiveDays (${archiveDays}): whoever lets go of an invoice needs an archive that lasts`,
    ),
  ];
}

function durationErrors(what: string, durations: Readonly<Record<string, number>>): string[] {
  return Object.entries(durations)
    .filter(([, value]) => !(Number.isInteger(value) && value > 0))
    .map(([name, value]) => `its ${what} ${name} must be a whole number above 0, not ${value}`);
}

function retentionErrors(retention: Retention): string[] {
  const { logDays, accessLogDays, hotDays: _, ...others } = retention;
  return [
    ...durationErrors('retention', others),
    ...Object.entries({ logDays, accessLogDays })
      .filter(([, value]) => !logRetentions.includes(value))
      .map(
        ([name, value]) =>
          `CloudWatch Logs cannot keep anything for ${value} days (${name}): choose one of ${logRetentions.join(', ')}`,
      ),
  ];
}
