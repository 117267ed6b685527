import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import { cells } from '../../infra/cells/cells.ts';
import { OverviewStage } from '../../infra/overview-stage.ts';
import { bodyOf, graphsOf, resourcesOf } from './monitoring-template.ts';
import { testApp } from './synthesis.ts';

const accountId = '111122223333';
const deployed = cells.filter(({ name }) => name !== 'local');
const places = deployed.map((cell, index) => ({ cell, accountId: index === 0 ? accountId : undefined }));
const overview = new OverviewStage(testApp(), { places, account: undefined });
const graphs = resourcesOf(Template.fromStack(overview.dashboards), 'AWS::CloudWatch::Dashboard').flatMap(
  ({ properties }) => graphsOf(bodyOf(properties)),
);

describe('Given the overview of all cells', () => {
  test.each(places)(
    'When $cell.name is deployed, Then every graph has its line, read where it lives',
    (place) => {
      expect(graphs.length).toBeGreaterThan(10);
      for (const { title, metrics } of graphs) {
        const [own, ...others] = metrics
          .map((line) => line.at(-1))
          .filter((options) => JSON.stringify(options).includes(`"${place.cell.name} (`));
        expect(others, title).toEqual([]);
        expect(own, title).toMatchObject({ region: place.cell.region });
        expect(JSON.stringify(own).includes(accountId), title).toBe(place.accountId !== undefined);
      }
    },
  );
});
