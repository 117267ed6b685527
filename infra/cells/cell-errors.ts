import { slowestAlarmMinutes } from '../monitoring/slowest-alarm.ts';
import { partitionErrors } from '../path/partition-patterns.ts';
import { quotas } from '../planner/quotas.ts';
import { apiThrottle } from './capacity.ts';
import type { Cell, Retention } from './cell.ts';
import { reservedConcurrency, unreservable } from './concurrency.ts';
import { producers as everyProducer, type Producer } from './producers.ts';
import { waves as everyWave, type Wave } from './waves.ts';

/** What a cell's names are looked up in. */
export interface Registries {
  readonly producers: readonly Producer[];
  readonly waves: readonly Wave[];
}

/** Leaves room for prefix and suffix in the names of queues and functions. */
const shortName = /^[a-z][a-z0-9-]{0,30}$/;
const shortNameRule = 'must be 1 to 31 lower-case letters, digits and dashes, a letter first';

const registries: Registries = { producers: everyProducer, waves: everyWave };

/** What is wrong with one cell, a sentence each that names it. */
export function cellErrors(cell: Cell, { producers, waves }: Registries = registries): string[] {
  const unknownProducers = cell.producers.filter((name) => !producers.some((known) => known.name === name));
  return [
    ...when(!shortName.test(cell.name), `its name ${shortNameRule}`),
    ...when(
      !/^([a-z][a-z0-9-]{0,18}-)?$/.test(cell.prefix),
      `its prefix "${cell.prefix}" must be empty, or up to 20 lower-case letters, digits and dashes that end with a dash`,
    ),
    ...when(
      !waves.some(({ name }) => name === cell.wave),
      `there is no wave ${cell.wave} in infra/cells/waves.ts`,
    ),
    ...unknownProducers.map((name) => `there is no producer ${name} in infra/cells/producers.ts`),
    ...repeated(cell.producers).map((name) => `it lists the producer ${name} twice`),
    ...when(cell.producers.length === 0, 'it needs at least one producer'),
    ...when(
      !(cell.peakEventsPerSecond > 0),
      `its peak must be more than 0 events per second, not ${cell.peakEventsPerSecond}`,
    ),
    ...when(!(cell.growth >= 0), `its growth must be 0 or more, not ${cell.growth}`),
    ...authErrors(cell),
    ...retentionErrors(cell.retention),
    ...cell.partitions
      .filter(({ name }) => !shortName.test(name))
      .map(({ name }) => `its partition "${name}" ${shortNameRule}`),
    ...partitionErrors(cell.partitions),
  ].map((error) => `cell ${cell.name}: ${error}`);
}

/** What is wrong with all cells together, and with the registries they name, a sentence each. */
export function fleetErrors(cells: readonly Cell[], { producers, waves }: Registries = registries): string[] {
  const places = cells.map(
    ({ account, region, prefix }) => `account ${account}, ${region}, prefix "${prefix}"`,
  );
  return [
    ...repeated(cells.map(({ name }) => name)).map((name) => `two cells are called ${name}`),
    ...repeated(places).map(
      (place) =>
        `the cells ${cells
          .filter((_, index) => places[index] === place)
          .map(({ name }) => name)
          .join(' and ')} share ${place}: give each a prefix of its own`,
    ),
    ...quotaErrors(cells),
    ...concurrencyErrors(cells),
    ...repeated(producers.map(({ name }) => name)).map((name) => `two producers are called ${name}`),
    ...producers.flatMap(producerErrors),
    ...repeated(waves.map(({ name }) => name)).map((name) => `two waves are called ${name}`),
    ...waves.flatMap(waveErrors),
    ...cells.flatMap((cell) => cellErrors(cell, { producers, waves })),
  ];
}

/** All APIs of an account share one rate in a Region, so the cells that share both must fit in together. */
function quotaErrors(cells: readonly Cell[]): string[] {
  return byPlace(cells).flatMap(([place, sharing]) => {
    const [{ region } = { region: '' }] = sharing;
    const raised = sharing.flatMap(({ apiQuota }) => apiQuota ?? []);
    const quota = raised.length > 0 ? Math.max(...raised) : quotas.apiRate.in(region).value;
    const needed = sharing.reduce((sum, cell) => sum + apiThrottle(cell).rate, 0);
    return when(
      quota !== null && needed > quota,
      `${place}: the API takes ${quota} requests per second there, but ${sharing.map(({ name }) => name).join(' and ')} may need ${needed}. Have the quota "${quotas.apiRate.name}" raised and write the new one down as apiQuota, or lower the peak`,
    );
  });
}

/** All functions of an account share so many calls at once in a Region, and some of them Lambda lets nobody reserve. */
function concurrencyErrors(cells: readonly Cell[]): string[] {
  return byPlace(cells).flatMap(([place, sharing]) => {
    const [{ region } = { region: '' }] = sharing;
    const raised = sharing.flatMap(({ lambdaConcurrencyQuota }) => lambdaConcurrencyQuota ?? []);
    const quota = raised.length > 0 ? Math.max(...raised) : quotas.lambdaConcurrency.in(region).value;
    const needed = sharing.reduce((sum, cell) => sum + reservedConcurrency(cell), unreservable);
    return when(
      quota !== null && needed > quota,
      `${place}: Lambda has ${quota} calls at once there, but ${sharing.map(({ name }) => name).join(' and ')} would leave too few unreserved and need ${needed}. Have the quota "${quotas.lambdaConcurrency.name}" raised and write the new one down as lambdaConcurrencyQuota, or lower the peak`,
    );
  });
}

/** The cells by what they share: an account in a Region. */
const byPlace = (cells: readonly Cell[]): [string, Cell[]][] => [
  ...Map.groupBy(cells, ({ account, region }) => `account ${account}, ${region}`),
];

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

/** What CloudWatch Logs keeps: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html */
const logRetentions = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

function retentionErrors(retention: Retention): string[] {
  const { logDays, accessLogDays, ...others } = retention;
  return [
    ...Object.entries(others)
      .filter(([, value]) => !(Number.isInteger(value) && value > 0))
      .map(([name, value]) => `its retention ${name} must be a whole number above 0, not ${value}`),
    ...Object.entries({ logDays, accessLogDays })
      .filter(([, value]) => !logRetentions.includes(value))
      .map(
        ([name, value]) =>
          `CloudWatch Logs cannot keep anything for ${value} days (${name}): choose one of ${logRetentions.join(', ')}`,
      ),
  ];
}

function producerErrors({ name, rate, burst, dailyQuota, stages, contact }: Producer): string[] {
  return [
    ...when(!shortName.test(name), `its name ${shortNameRule}`),
    ...when(!(rate > 0 && burst > 0), 'its rate and its burst must be above 0'),
    ...when(dailyQuota !== undefined && !(dailyQuota > 0), 'its daily quota must be above 0, or left out'),
    ...when(stages.length === 0, 'it may report on no stage: name one, or take the producer out'),
    ...when(contact === '', 'it needs a contact: whom to ask about it'),
  ].map((error) => `producer ${name}: ${error}`);
}

const waveErrors = ({ name, bakeMinutes }: Wave): string[] =>
  when(
    bakeMinutes <= slowestAlarmMinutes,
    `wave ${name}: it bakes for ${bakeMinutes} minutes, but the slowest alarm needs ${slowestAlarmMinutes}: the next wave would start before anyone could know`,
  );

const when = (wrong: boolean, error: string): string[] => (wrong ? [error] : []);

/** What appears more than once, each once. */
const repeated = (texts: readonly string[]): string[] => [
  ...new Set(texts.filter((text, index) => texts.indexOf(text) !== index)),
];
