import { Match, Template } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import { dataSetNames } from '../../dashboards/quicksight/data-set.ts';
import { dimensions, measureTypes } from '../../functions/core/measures/measures.ts';
import { CellStage } from '../../infra/cell-stage.ts';
import type { Cell } from '../../infra/cells/cell.ts';
import { QuickSightStack } from '../../infra/quicksight-stack.ts';
import { somePeople } from './quicksight-people.ts';
import { cellNamed, testApp } from './synthesis.ts';

const dataSourceArn = 'arn:aws:quicksight:eu-west-1:111111111111:datasource/time-series';

function quickSightOf(cell: Cell): QuickSightStack | undefined {
  return new CellStage(testApp(), cell).node.children.find((child) => child instanceof QuickSightStack);
}

describe('Given a cell without people of QuickSight', () => {
  test('When it is synthesized, Then it has no stack for QuickSight', () => {
    expect(quickSightOf(cellNamed('eu-1'))).toBeUndefined();
  });
});

describe('Given a cell that names a data source and people of QuickSight', () => {
  const stack = quickSightOf({
    ...cellNamed('eu-1'),
    quickSightDataSourceArn: dataSourceArn,
    quickSightPeople: somePeople,
  });
  if (!stack) throw new Error('There is no stack for QuickSight');
  const template = Template.fromStack(stack);

  test('When it is synthesized, Then the data set asks the time series for every column', () => {
    template.hasResourceProperties('AWS::QuickSight::DataSet', {
      DataSetId: 'eu-1-invoice-events',
      ImportMode: 'DIRECT_QUERY',
      PhysicalTableMap: {
        events: {
          CustomSql: {
            DataSourceArn: dataSourceArn,
            SqlQuery: Match.stringLikeRegexp(
              '^SELECT "time", .* FROM "eu-1-invoice-metrics"."events" WHERE coalesce\\("disregarded", false\\) = false$',
            ),
            Columns: Match.arrayWith([
              { Name: 'time', Type: 'DATETIME' },
              { Name: 'invoiceId', Type: 'STRING' },
              { Name: 'amount', Type: 'DECIMAL' },
              { Name: 'skewed', Type: 'BOOLEAN' },
              { Name: 'daysLate', Type: 'INTEGER' },
            ]),
          },
        },
      },
    });
    const dataSet = JSON.stringify(template.findResources('AWS::QuickSight::DataSet'));
    const expected = ['time', ...dimensions, ...Object.keys(measureTypes)];
    expect([...dataSet.matchAll(/{"Name":"(\w+)","Type":"[A-Z]+"}/g)].map(([, column]) => column)).toEqual(
      expected,
    );
    expect(dataSet).toContain(`SELECT ${expected.map((column) => `\\"${column}\\"`).join(', ')} FROM`);
  });

  test('When its store is a lake, Then data sets of figures are within the limits', () => {
    const lake = quickSightOf({
      ...{ ...cellNamed('eu-1'), timeSeries: { store: 'lake', keptDays: 3_650 } },
      quickSightDataSourceArn: dataSourceArn,
      quickSightPeople: somePeople,
    });
    if (!lake) throw new Error('There is no stack for QuickSight');
    const found = Object.values(Template.fromStack(lake).findResources('AWS::QuickSight::DataSet'));
    expect(found.map(({ Properties }) => Properties.DataSetId).sort()).toEqual(
      ['invoice-events', ...dataSetNames.map((name) => `figures-${name}`)].map((id) => `eu-1-${id}`).sort(),
    );
    for (const { Properties } of found)
      for (const { CustomSql } of Object.values<{ CustomSql: { SqlQuery: string; Columns: unknown[] } }>(
        Properties.PhysicalTableMap,
      )) {
        // https://docs.aws.amazon.com/quicksight/latest/APIReference/API_CustomSql.html, and as it was before.
        expect(CustomSql.SqlQuery.length).toBeLessThanOrEqual(65_536);
        expect(CustomSql.Columns.length).toBeLessThanOrEqual(2_048);
        // Of another database than the one that QuickSight's data source begins in.
        expect(CustomSql.SqlQuery).not.toMatch(/(FROM|JOIN) (events_raw|invoices|invoice_versions|rollup)\b/);
      }
  });

  test('When it is synthesized, Then its theme has the colours of the console', () => {
    template.hasResourceProperties('AWS::QuickSight::Theme', {
      ThemeId: 'eu-1-invoice-theme',
      BaseThemeId: 'CLASSIC',
      Configuration: { UIColorPalette: { PrimaryForeground: '#1A1C21', Accent: '#3949AB' } },
    });
  });

  test('When it is synthesized, Then authors build on the data set, and nobody else does', () => {
    const [permission, ...others] = permissionsOf(template, 'AWS::QuickSight::DataSet');
    expect(others).toEqual([]);
    expect(permission).toEqual({
      Principal: {
        'Fn::Join': [
          '',
          ['arn:aws:quicksight:us-east-2:', { Ref: 'AWS::AccountId' }, ':group/default/analysts'],
        ],
      },
      Actions: [
        'quicksight:DescribeDataSet',
        'quicksight:DescribeDataSetPermissions',
        'quicksight:PassDataSet',
        'quicksight:DescribeIngestion',
        'quicksight:ListIngestions',
      ],
    });
  });

  test('When it is synthesized, Then authors use the theme, and nobody changes it', () => {
    const permissions = permissionsOf(template, 'AWS::QuickSight::Theme');
    expect(permissions).toHaveLength(1);
    expect(JSON.stringify(permissions)).toContain('group/default/analysts');
    expect(JSON.stringify(permissions)).not.toMatch(/Update|Delete|Create/);
  });
});

describe('Given a cell of a lake that takes questions', () => {
  const stack = quickSightOf({
    ...{ ...cellNamed('eu-1'), timeSeries: { store: 'lake', keptDays: 3_650 } },
    ...{ quickSightDataSourceArn: dataSourceArn, quickSightPeople: somePeople, quickSightTopic: true },
  });
  if (!stack) throw new Error('There is no stack for QuickSight');
  const template = Template.fromStack(stack);

  test('When it is synthesized, Then its topic is of the data sets of figures', () => {
    template.hasResourceProperties('AWS::QuickSight::Topic', {
      TopicId: 'eu-1-invoice-questions',
      UserExperienceVersion: 'NEW_READER_EXPERIENCE',
      DataSets: [
        Match.objectLike({ DatasetArn: { 'Fn::GetAtt': ['figuresinvoices', 'Arn'] } }),
        Match.objectLike({ DatasetArn: { 'Fn::GetAtt': ['figuresinvoicesnow', 'Arn'] } }),
        Match.objectLike({ DatasetArn: { 'Fn::GetAtt': ['figureseventhours', 'Arn'] } }),
      ],
    });
  });

  test('When it is deployed, Then it says in the form of the command who may ask', () => {
    const [output] = Object.values(template.findOutputs('TopicPermissions'));
    const text = JSON.stringify(output?.Value);
    for (const group of ['executives', 'on duty', 'finance', 'analysts'])
      expect(text).toContain(`:group/default/${group}\\",\\"Actions\\":[\\"quicksight:DescribeTopic\\"]`);
  });

  test('When nobody asked for it, Then there is no topic, which would be billed', () => {
    const without = quickSightOf({
      ...{ ...cellNamed('eu-1'), timeSeries: { store: 'lake', keptDays: 3_650 } },
      ...{ quickSightDataSourceArn: dataSourceArn, quickSightPeople: somePeople },
    });
    if (!without) throw new Error('There is no stack for QuickSight');
    Template.fromStack(without).resourceCountIs('AWS::QuickSight::Topic', 0);
    expect(Template.fromStack(without).findOutputs('*')).toEqual({});
  });
});

function permissionsOf(template: Template, type: string): readonly unknown[] {
  return Object.values(template.findResources(type)).flatMap(({ Properties }) => Properties.Permissions);
}
