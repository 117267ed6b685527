import type { Section } from '../section.ts';
import { type Contest, findingsOf } from './contest.ts';

/** Seeds that no limit was fixed on. */
const usualSeeds = { first: 321, count: 20 };
/** Those that limits were, and baselines are, fixed on. */
const firstTuning = 1;

/** A section of a measure in a weather. @param about what is planted, in sentences */
export function measureSection(
  {
    id,
    title,
    about,
    judged: { first, count } = usualSeeds,
    fixedOn = 24,
  }: {
    readonly id: string;
    readonly title: string;
    readonly about: string;
    /** On which seeds. */
    readonly judged?: { readonly first: number; readonly count: number };
    /** The last of the seeds that limits were fixed on. */
    readonly fixedOn?: number;
  },
  contest: Pick<Contest, 'distance'> & {
    readonly world: (seed: number, judgedWeeks: number) => ReturnType<Contest['world']>;
  },
): Section {
  return {
    ...{ id, title },
    run: async ({ isShort }) => {
      const [seeds, tuning, weeks] = isShort ? [2, 1, 2] : [count, 6, 4];
      const from = (begin: number, length: number) => Array.from({ length }, (_, n) => begin + n);
      return findingsOf({
        distance: contest.distance,
        world: (seed) => contest.world(seed, weeks),
        ...{ seeds: from(first, seeds), tuningSeeds: from(firstTuning, tuning) },
        about: `${about} 8 weeks to learn from, with as many incidents in them, and ${weeks} that are judged. Seeds ${first} to ${first + seeds - 1}; limits were fixed on seeds 1 to ${fixedOn}, baselines have the settings with the best F1 on seeds ${firstTuning} to ${firstTuning + tuning - 1}.`,
      });
    },
  };
}
