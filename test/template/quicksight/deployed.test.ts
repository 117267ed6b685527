import type { Stage } from 'aws-cdk-lib';
import { assert, constantFrom, property } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CellStage } from '../../../infra/cell-stage.ts';
import type { TimeSeriesName } from '../../../infra/cells/cell.ts';
import { cells } from '../../../infra/cells/cells.ts';
import { isObject, type JsonObject } from '../../../lib/json.ts';
import { textAt } from '../invariants/resources.ts';
import { somePeople } from '../quicksight-people.ts';
import { cloudStages, testApp } from '../synthesis.ts';
import { changed } from './changed.ts';
import { quickSightFaults } from './check.ts';
import { everythingIn } from './walk.ts';

/** A cell of that store with QuickSight. */
function withQuickSight(store: TimeSeriesName) {
  const found = cells.find(({ name, timeSeries }) => timeSeries.store === store && name !== 'local');
  if (!found) throw new Error(`There is no cell with ${store}`);
  const stage = new CellStage(testApp(), {
    ...found,
    quickSightPeople: somePeople,
    ...(store === 'lake'
      ? { quickSightTopic: true }
      : { quickSightDataSourceArn: 'arn:aws:quicksight:eu-west-1:111111111111:datasource/time-series' }),
  });
  return { name: `${found.name} with QuickSight`, stage };
}

const lake = withQuickSight('lake');
const stages = [...cloudStages(), lake, withQuickSight('timestream')];

function templatesOf(stage: Stage): Readonly<Record<string, JsonObject>> {
  const templates = stage
    .synth()
    .stacks.map(({ stackName, template }): readonly [string, JsonObject] => [stackName, template]);
  return Object.fromEntries(templates);
}

describe.each(stages)('Given the templates of $name', ({ stage }) => {
  test('When all that QuickSight refers to is followed, Then nothing leads nowhere', () => {
    expect(quickSightFaults(templatesOf(stage))).toEqual([]);
  });
});

/** What parts of QuickSight's resources name other parts by. */
const references =
  /\.(ColumnName|DataSetIdentifier|DefaultDateColumnName|SourceFilterId|SourceParameterName|DestinationParameterName|ParameterName|Parameter|TargetSheetId|ElementId|HierarchyId|SourceField|SourceSheetControlId|DataSetParameterName|VisualIds\.\d+|TargetVisuals\.\d+|SelectedFields\.\d+)$/;

describe('Given the QuickSight of a lake, in which any name leads nowhere', () => {
  const templates = templatesOf(lake.stage);
  const [stack = '', template = {}] =
    Object.entries(templates).find(([name]) => name.endsWith('-quicksight')) ?? [];
  const places = everythingIn(template, '')
    .filter(({ path, value }) => typeof value === 'string' && references.test(path))
    .map(({ path }) => path.slice(1).split('.'));

  /** Without the other dashboards and analyses, which are long to check. */
  function alone(path: readonly string[]): JsonObject {
    const { Resources } = template;
    const kept = Object.entries(isObject(Resources) ? Resources : {}).filter(
      ([name, resource]) =>
        name === path[1] || !/::(Analysis|Dashboard)$/.test(textAt(resource, 'Type') ?? ''),
    );
    return { ...template, Resources: Object.fromEntries(kept) };
  }

  test('When it is checked, Then that is said', () => {
    expect(places.length).toBeGreaterThan(50);
    assert(
      property(constantFrom(...places), (path) => {
        const broken = changed(alone(path), path, () => 'nowhere');
        expect(quickSightFaults({ [stack]: isObject(broken) ? broken : {} })).not.toEqual([]);
      }),
      { numRuns: 30 },
    );
  });
});
