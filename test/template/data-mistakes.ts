import { cells } from '../../infra/cells/cells.ts';
import { type Producer, producers } from '../../infra/cells/producers.ts';
import { registries } from '../../infra/cells/registries.ts';
import { fleetErrors } from '../../infra/fleet-errors.ts';
import { openStacks } from './open-stacks.ts';
import { cellNamed, synthesize } from './synthesis.ts';

/** A mistake in what cells, producers and accounts are written down to be. */
export interface DataMistake {
  readonly what: string;
  /** What synthesis says then. */
  readonly errors: () => readonly string[];
  /** What each of its sentences names. */
  readonly names: RegExp;
}

function withProducer(name: string, change: Partial<Producer>): readonly string[] {
  return fleetErrors(cells, {
    ...registries,
    producers: producers.map((producer) => (producer.name === name ? { ...producer, ...change } : producer)),
  });
}

/** Mistakes that no template shows by itself: each was made once, and nothing said so. */
export const dataMistakes: readonly DataMistake[] = [
  {
    what: 'two cells of an account share a prefix, in two Regions',
    errors: () => fleetErrors([...cells, { ...cellNamed('us-1'), name: 'us-2', region: 'us-west-2' }]),
    names: /^the cells us-1 and us-2 share account invoices-us, prefix "us-1-"/,
  },
  {
    what: 'a cell goes to whatever account the credentials are for',
    // The templates alone, as they were deployed before the app had an account confirmed.
    errors: () => openStacks(synthesize(cellNamed('us-1')).folder),
    names: /^us-1-(stateful|stateless|monitoring|access)$/,
  },
  {
    what: 'a plan has 7 % headroom over the peak to come',
    errors: () => withProducer('erp', { rate: 1_500, burst: 1_500 }),
    names: /^cell (eu-1|us-1): .* the plans of erp let 1500 through/,
  },
  {
    what: 'a daily quota is used up before a day at the peak is over',
    errors: () => withProducer('erp', { dailyQuota: 100_000_000 }),
    names: /^cell (eu-1|us-1): .* the daily quotas of erp /,
  },
];
