import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type DeployedReconcilerSettings,
  readReconcilerSettings,
  reconcilerSettingsText,
} from '../../../functions/core/conservation/settings.ts';
import { stages } from '../../../schemas/stages.ts';

const word = fc.stringMatching(/^[a-z][a-z0-9-]{0,30}$/);
const anyPartition = fc.record(
  { name: word, stage: fc.constantFrom(...stages), group: word },
  { requiredKeys: ['name', 'stage'] },
);
const anySettings: fc.Arbitrary<DeployedReconcilerSettings> = fc.record({
  prefix: fc.oneof(fc.constant(''), word),
  partitions: fc.uniqueArray(anyPartition, { selector: ({ name }) => name }),
  pace: fc.record({
    intervalMs: fc.nat(),
    maxMinutes: fc.nat(),
    maxAgain: fc.nat(),
    budgetMs: fc.nat(),
  }),
  keptDays: fc.nat(),
});

describe('Given the settings of the reconciler', () => {
  test('When any are written and read, Then they are the same, in any order', () => {
    fc.assert(
      fc.property(anySettings, (settings) => {
        const { partitions, ...rest } = readReconcilerSettings(reconcilerSettingsText(settings));
        const { partitions: given, ...others } = settings;
        const inOrder = (some: typeof given) =>
          some.toSorted((a, b) => (a.name < b.name ? -1 : 1)).map((each) => ({ group: undefined, ...each }));
        expect(rest).toEqual(others);
        expect(inOrder(partitions)).toEqual(inOrder(given));
      }),
    );
  });
});
