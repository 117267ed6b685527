import type { Cell } from './cell.ts';
import { cellErrors } from './cell-errors.ts';
import type { Producer } from './producers.ts';
import type { Registries } from './registries.ts';
import { isShortName, repeated, shortNameRule, when } from './sentences.ts';

/** What is wrong with the cells, producers and waves as they are written down, a sentence each. */
export function registryErrors(cells: readonly Cell[], { producers, waves }: Registries): string[] {
  return [
    ...repeated(cells.map(({ name }) => name)).map((name) => `two cells are called ${name}`),
    ...prefixErrors(cells),
    ...repeated(producers.map(({ name }) => name)).map((name) => `two producers are called ${name}`),
    ...producers.flatMap(producerErrors),
    ...repeated(waves.map(({ name }) => name)).map((name) => `two waves are called ${name}`),
    ...cells.flatMap((cell) => cellErrors(cell, { producers, waves })),
  ];
}

/**
 * The cells of one account that share a prefix, a sentence each, whatever their Regions: the names of roles
 * and of dashboards are the account's, not a Region's.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html and
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Dashboards.html
 */
function prefixErrors(cells: readonly Pick<Cell, 'name' | 'account' | 'prefix'>[]): string[] {
  const places = cells.map(({ account, prefix }) => `account ${account}, prefix "${prefix}"`);
  return repeated(places).map(
    (place) =>
      `the cells ${cells
        .filter((_, index) => places[index] === place)
        .map(({ name }) => name)
        .join(' and ')} share ${place}: give each a prefix of its own, in whatever Region it is`,
  );
}

function producerErrors({ name, rate, burst, dailyQuota, stages, contact }: Producer): string[] {
  return [
    ...when(!isShortName(name), `its name ${shortNameRule}`),
    ...when(!(rate > 0 && burst > 0), 'its rate and its burst must be above 0'),
    ...when(dailyQuota !== undefined && !(dailyQuota > 0), 'its daily quota must be above 0, or left out'),
    ...when(stages.length === 0, 'it may report on no stage: name one, or take the producer out'),
    ...when(contact === '', 'it needs a contact: whom to ask about it'),
  ].map((error) => `producer ${name}: ${error}`);
}
