import type { Section } from '../section.ts';
import { type Contest, findingsOf } from './contest.ts';

/** Seeds that no limit was fixed on. */
const firstJudged = 321;
/** Those that limits were, and baselines are, fixed on. */
const firstTuning = 1;

/** A section of a measure in a weather. @param about what is planted, in sentences */
export function measureSection(
  { id, title, about }: { readonly id: string; readonly title: string; readonly about: string },
  contest: Pick<Contest, 'distance'> & {
    readonly world: (seed: number, judgedWeeks: number) => ReturnType<Contest['world']>;
  },
): Section {
  return {
    ...{ id, title },
    run: async ({ isShort }) => {
      const [seeds, tuning, weeks] = isShort ? [2, 1, 2] : [20, 6, 4];
      const from = (first: number, count: number) => Array.from({ length: count }, (_, n) => first + n);
      return findingsOf({
        distance: contest.distance,
        world: (seed) => contest.world(seed, weeks),
        ...{ seeds: from(firstJudged, seeds), tuningSeeds: from(firstTuning, tuning) },
        about: `${about} 8 weeks to learn from, with as many incidents in them, and ${weeks} that are judged. Seeds ${firstJudged} to ${firstJudged + seeds - 1}; limits were fixed on seeds 1 to 24, baselines have the settings with the best F1 on seeds ${firstTuning} to ${firstTuning + tuning - 1}.`,
      });
    },
  };
}
