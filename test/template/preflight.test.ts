import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { describe, expect, it } from 'vitest';
import type { Cell } from '../../infra/cells/cell.ts';
import { cells } from '../../infra/cells/cells.ts';
import { largeCell } from '../../infra/cells/examples.ts';
import { requiredBootstrap } from '../../infra/planner/preflight/bootstrap.ts';
import { namesOf } from '../../infra/planner/preflight/resource-names.ts';
import { stackNames } from '../../infra/planner/preflight/stack-names.ts';
import { isObject, own, parseJsonObject } from '../../lib/json.ts';
import { somePeople } from './quicksight-people.ts';
import { groupedCell, shownCell, synthesize } from './synthesis.ts';

const account = '111122223333';

/** The property with a resource's name, where a deployment fails because the name is taken. */
const nameProperties: Readonly<Record<string, string>> = {
  'AWS::SQS::Queue': 'QueueName',
  'AWS::SNS::Topic': 'TopicName',
  'AWS::DynamoDB::Table': 'TableName',
  'AWS::Timestream::Database': 'DatabaseName',
  'AWS::KMS::Alias': 'AliasName',
  'AWS::KinesisFirehose::DeliveryStream': 'DeliveryStreamName',
  'AWS::Athena::WorkGroup': 'Name',
  'AWS::Events::EventBus': 'Name',
  'AWS::Events::Archive': 'ArchiveName',
  'AWS::Lambda::Function': 'FunctionName',
  'AWS::Logs::LogGroup': 'LogGroupName',
  'AWS::CloudWatch::Dashboard': 'DashboardName',
  'AWS::IAM::Role': 'RoleName',
  'AWS::S3::Bucket': 'BucketName',
};

/** Types that share names, belong to something else, are looked at above, or are left out on purpose. */
const leftOut = [
  ...['AWS::ApiGateway::RestApi', 'AWS::IAM::Policy', 'AWS::QuickSight::DataSet'],
  'AWS::QuickSight::DataSource',
  ...['AWS::QuickSight::Theme', 'AWS::QuickSight::Topic'],
  ...['AWS::QuickSight::Analysis', 'AWS::QuickSight::Dashboard'],
  ...['AWS::CloudWatch::Alarm', 'AWS::CloudWatch::CompositeAlarm', 'AWS::Logs::QueryDefinition'],
  ...['AWS::WAFv2::WebACL', 'AWS::ApiGateway::ApiKey', 'AWS::ApiGateway::UsagePlan'],
];

/** `type name` of every resource whose name stands in the templates. */
function synthesizedNames(folder: string): string[] {
  return templatesIn(folder).flatMap((template) =>
    Object.values(objectIn(template, 'Resources')).flatMap((resource) => {
      if (!isObject(resource)) return [];
      const type = String(resource.Type);
      const properties = objectIn(resource, 'Properties');
      if (type === 'AWS::Glue::Database') return [`${type} ${objectIn(properties, 'DatabaseInput').Name}`];
      if (type === 'AWS::QuickSight::DataSource') return [`${type} ${account}|${properties.DataSourceId}`];
      if (type === 'AWS::QuickSight::DataSet') return [`${type} ${account}|${properties.DataSetId}`];
      if (type === 'AWS::QuickSight::Theme') return [`${type} ${properties.ThemeId}|${account}`];
      if (type === 'AWS::QuickSight::Topic') return [`${type} ${account}|${properties.TopicId}`];
      if (type === 'AWS::QuickSight::Analysis') return [`${type} ${properties.AnalysisId}|${account}`];
      if (type === 'AWS::QuickSight::Dashboard') return [`${type} ${account}|${properties.DashboardId}`];
      const name = own(properties, nameProperties[type] ?? '');
      return typeof name === 'string' ? [`${type} ${name}`] : [];
    }),
  );
}

function templatesIn(folder: string) {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.template.json'))
    .map((file) => parseJsonObject(readFileSync(join(folder, file), 'utf8')) ?? {});
}

function objectIn(value: Parameters<typeof own>[0], key: string) {
  const found = own(value, key);
  return isObject(found) ? found : {};
}

const deployed = cells.filter(({ name }) => name !== 'local');
const [first] = deployed;
if (!first) throw new Error('infra/cells has no cell to deploy');
const withEverything: Cell = {
  ...first,
  name: 'full',
  prefix: 'full-',
  quickSightDataSourceArn: 'arn:aws:quicksight:eu-west-1:111122223333:datasource/series',
  quickSightPeople: somePeople,
  quickSightTopic: true,
  downstream: { posting: { url: 'https://example.com', since: '2026-01-01T00:00:00Z', timeoutMs: 1_000 } },
};

describe.each([...deployed, withEverything, shownCell, groupedCell, largeCell])(
  'Given the cell $name',
  (cell) => {
    it('When it is synthesized, Then a preflight knows every name that it takes', () => {
      const { queues, topics, others } = namesOf(cell, account);
      const known = [
        ...queues.map((name) => `AWS::SQS::Queue ${name}`),
        ...topics.map((name) => `AWS::SNS::Topic ${name}`),
        ...others.map(({ type, identifier }) => `${type} ${identifier}`),
      ];
      expect(known.toSorted()).toEqual(synthesizedNames(synthesize(cell).folder).toSorted());
    });

    it('When it is synthesized, Then a preflight knows its stacks and their needs', () => {
      const { folder } = synthesize(cell);
      const manifest = parseJsonObject(readFileSync(join(folder, 'manifest.json'), 'utf8')) ?? {};
      const stacks = Object.values(objectIn(manifest, 'artifacts'))
        .filter(isObject)
        .filter(({ type }) => type === 'aws:cloudformation:stack')
        .map((artifact) => objectIn(artifact, 'properties'));
      expect(stacks.map(({ stackName }) => stackName).toSorted()).toEqual(
        Object.values(stackNames(cell)).toSorted(),
      );
      for (const { requiresBootstrapStackVersion: required } of stacks)
        expect(required).toBe(requiredBootstrap);
    });

    it('When it is synthesized, Then every other type with a name is left out on purpose', () => {
      const named = templatesIn(synthesize(cell).folder).flatMap((template) =>
        Object.values(objectIn(template, 'Resources'))
          .filter(isObject)
          .filter((resource) => {
            const [, service = '', kind = ''] = String(resource.Type).split('::');
            const properties = objectIn(resource, 'Properties');
            const candidates = ['Name', `${kind}Name`, `${service}Name`, 'AlarmName', 'UsagePlanName'];
            // What belongs to something else, by its name or by a reference, cannot clash on its own.
            const isPart = [
              'RestApiId',
              'EventBusName',
              'WorkGroup',
              'DatabaseName',
              'LogGroupName',
              'FunctionName',
            ];
            return (
              candidates.some((name) => typeof own(properties, name) === 'string') &&
              !(nameProperties[String(resource.Type)] ?? '') &&
              !isPart.some((name) => own(properties, name) !== undefined)
            );
          })
          .map(({ Type }) => String(Type)),
      );
      expect([...new Set(named)].filter((type) => !leftOut.includes(type))).toEqual([]);
    });
  },
);

describe('Given the CDK’s own resources', () => {
  it('When a stack looks for them, Then it is where a preflight does', async () => {
    const stack = new Stack(new App(), 'any');
    expect(stack.synthesizer.bootstrapQualifier).toBe('hnb659fds');
  });
});
