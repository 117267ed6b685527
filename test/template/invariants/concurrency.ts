import type { Resource } from '../../../emulator/template/cell-template.ts';
import { at, type Check, idOf, ofType } from './resources.ts';

/** What a new account is reported to let run at once. */
const ofNewAccount = 50;

/**
 * Every function has concurrency of its own, or none has: then the cell is for an account that has so little
 * that nothing of it can be reserved or kept warm, and its queues stay below that.
 */
export const concurrency: Check = (resources) => {
  const functions = ofType(resources, 'AWS::Lambda::Function');
  const [reserving, others] = [functions.filter(reserves), functions.filter((one) => !reserves(one))];
  if (reserving.length >= others.length)
    return others.map((one) => `${idOf(one)} reserves no concurrency, so another function may take it all`);
  const mappings = ofType(resources, 'AWS::Lambda::EventSourceMapping');
  const together = mappings.reduce((sum, mapping) => sum + maxConcurrency(mapping), 0);
  return [
    ...reserving.map((one) => `${idOf(one)} reserves concurrency that a new account has not`),
    ...ofType(resources, 'AWS::Lambda::Alias')
      .filter(({ properties }) => properties.ProvisionedConcurrencyConfig !== undefined)
      .map((alias) => `${idOf(alias)} keeps warm what a new account has not`),
    ...(together < ofNewAccount
      ? []
      : mappings.map((mapping) => `${idOf(mapping)} and the others run ${together} at once`)),
  ];
};

function reserves({ properties }: Resource): boolean {
  return properties.ReservedConcurrentExecutions !== undefined;
}

function maxConcurrency({ properties }: Resource): number {
  const max = at(properties, 'ScalingConfig', 'MaximumConcurrency');
  return typeof max === 'number' ? max : Number.POSITIVE_INFINITY;
}
