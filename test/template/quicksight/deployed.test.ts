import { describe, expect, test } from 'vitest';
import { CellStage } from '../../../infra/cell-stage.ts';
import type { JsonObject } from '../../../lib/json.ts';
import { cellNamed, cloudStages, testApp } from '../synthesis.ts';
import { quickSightFaults } from './check.ts';

const withQuickSight = new CellStage(testApp(), {
  ...cellNamed('eu-1'),
  quickSightDataSourceArn: 'arn:aws:quicksight:eu-west-1:111111111111:datasource/time-series',
});

const stages = [
  ...cloudStages().map(({ name, stage }) => ({ name, stage })),
  { name: 'eu-1 with QuickSight', stage: withQuickSight },
];

describe.each(stages)('Given the templates of $name', ({ stage }) => {
  test('When all that QuickSight refers to is followed, Then nothing leads nowhere', () => {
    const templates = stage
      .synth()
      .stacks.map(({ stackName, template }): readonly [string, JsonObject] => [stackName, template]);
    expect(quickSightFaults(Object.fromEntries(templates))).toEqual([]);
  });
});
