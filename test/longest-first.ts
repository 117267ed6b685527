import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * The files that take longest, by the beginnings of their paths in this folder: whole cells,
 * browsers, outside tools.
 */
const longest = [
  'contract/cloudformation.test.ts',
  'runbooks/',
  'template/cfn-lint.test.ts',
  'cell/',
  'browser/',
  'drill/',
  'template/synth.test.ts',
  'contract/',
];

/**
 * Begins with the files that take longest, so that none of them runs on alone at the end. A fresh clone
 * has no times of a former run to go by.
 */
export default class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return sorted.toSorted((a, b) => placeOf(a) - placeOf(b));
  }
}

function placeOf({ moduleId }: TestSpecification): number {
  const place = longest.findIndex((beginning) => moduleId.startsWith(`${import.meta.dirname}/${beginning}`));
  return place < 0 ? longest.length : place;
}
