import { describe, expect, test } from 'vitest';
import { CellStage } from '../../../infra/cell-stage.ts';
import { cells } from '../../../infra/cells/cells.ts';
import type { JsonObject } from '../../../lib/json.ts';
import { somePeople } from '../quicksight-people.ts';
import { cloudStages, testApp } from '../synthesis.ts';
import { quickSightFaults } from './check.ts';

/** A cell of either store with QuickSight. */
const withQuickSight = (['lake', 'timestream'] as const).map((store) => {
  const found = cells.find(({ name, timeSeries }) => timeSeries.store === store && name !== 'local');
  if (!found) throw new Error(`There is no cell with ${store}`);
  const stage = new CellStage(testApp(), {
    ...found,
    quickSightDataSourceArn: 'arn:aws:quicksight:eu-west-1:111111111111:datasource/time-series',
    quickSightPeople: somePeople,
    ...(store === 'lake' && { quickSightTopic: true }),
  });
  return { name: `${found.name} with QuickSight`, stage };
});

const stages = [...cloudStages(), ...withQuickSight];

describe.each(stages)('Given the templates of $name', ({ stage }) => {
  test('When all that QuickSight refers to is followed, Then nothing leads nowhere', () => {
    const templates = stage
      .synth()
      .stacks.map(({ stackName, template }): readonly [string, JsonObject] => [stackName, template]);
    expect(quickSightFaults(Object.fromEntries(templates))).toEqual([]);
  });
});
