import { describe, expect, test } from 'vitest';
import { lakeTables } from '../../functions/adapters/lake/tables.ts';
import { names } from '../../functions/core/names.ts';
import { CellStage } from '../../infra/cell-stage.ts';
import { invariants } from './invariants/index.ts';
import { at, textAt } from './invariants/resources.ts';
import { mutationsOf } from './mutations.ts';
import { isAllowed, statementsIn } from './policy-evaluation.ts';
import { shownCell, synthesize, testApp } from './synthesis.ts';

const { resolved } = synthesize(shownCell);
const { figureDatabase, figureWorkgroup, quickSightDataSource, keyAlias } = names(shownCell.prefix);
const source = resolved
  .ofType('AWS::QuickSight::DataSource')
  .find(({ stack }) => stack.includes('quicksight'));
const athena = at(source?.properties ?? {}, 'DataSourceParameters', 'AthenaParameters') ?? {};
const role = resolved.find(textAt(athena, 'RoleArn') ?? '', 'AWS::IAM::Role');
const policies = resolved
  .ofType('AWS::IAM::Policy')
  .filter(({ properties }) => JSON.stringify(properties.Roles).includes(role?.physicalId ?? '?'));
const statements = policies.flatMap(({ properties }) => statementsIn(properties.PolicyDocument));
const dataSets = JSON.stringify(
  resolved.ofType('AWS::QuickSight::DataSet').map(({ properties }) => properties),
);

function arn(service: string, resource: string): string {
  return `arn:aws:${service}:us-east-1:000000000000:${resource}`;
}

describe('Given a cell with a lake and people of QuickSight', () => {
  test('When it is synthesized, Then its data sets ask a source of its own', () => {
    expect(source?.properties).toMatchObject({
      DataSourceId: quickSightDataSource,
      Type: 'ATHENA',
      SslProperties: { DisableSsl: false },
      Permissions: [
        {
          Principal: 'arn:aws:quicksight:us-east-2:000000000000:group/default/analysts',
          Actions: [
            'quicksight:DescribeDataSource',
            'quicksight:DescribeDataSourcePermissions',
            'quicksight:PassDataSource',
          ],
        },
      ],
    });
    expect(textAt(athena, 'WorkGroup')).toBe(figureWorkgroup);
    const asked = [...dataSets.matchAll(/"DataSourceArn":"([^"]+)"/g)].map(([, found]) => found);
    expect(new Set(asked)).toEqual(new Set([arn('quicksight', `datasource/${quickSightDataSource}`)]));
  });

  test('When it is deployed, Then the source waits until its role may ask', () => {
    const { template } = new CellStage(testApp(), shownCell).synth().getStackByName('shown-quicksight');
    const made = Object.entries<{ readonly Type: string; readonly DependsOn?: readonly string[] }>(
      template.Resources,
    );
    const idsOf = (type: string) => made.filter(([, { Type }]) => Type === type).map(([id]) => id);
    const [, waiting] = made.find(([, { Type }]) => Type === 'AWS::QuickSight::DataSource') ?? [];
    expect(waiting?.DependsOn).toEqual(idsOf('AWS::IAM::Policy'));
  });

  test('When it names a source that exists, Then it makes neither source nor role', () => {
    const existing = arn('quicksight', 'datasource/series');
    const stage = new CellStage(testApp(), { ...shownCell, quickSightDataSourceArn: existing });
    const { template } = stage.synth().getStackByName('shown-quicksight');
    const text = JSON.stringify(template.Resources);
    expect(text).toContain(`"DataSourceArn":"${existing}"`);
    expect(text).not.toMatch(/AWS::QuickSight::DataSource"|AWS::IAM::/);
  });

  test.each(Object.entries(invariants))('When %s are checked, Then nothing is amiss', (_, check) => {
    expect(check(resolved.resources)).toEqual([]);
  });

  test('When rights of its role are too wide, Then the check names it', () => {
    const wider = mutationsOf(resolved.resources)
      .filter(({ check }) => check === 'leastPrivilege')
      .flatMap(({ candidates, mutate }) =>
        candidates
          .filter((candidate) => policies.includes(candidate))
          .map((victim) =>
            resolved.resources.flatMap((each) => (each === victim ? (mutate(each) ?? []) : each)),
          ),
      );
    expect(wider.length).toBeGreaterThan(0);
    for (const resources of wider) expect(invariants.leastPrivilege(resources)).not.toEqual([]);
  });
});

describe('Given the role that QuickSight asks Athena by', () => {
  const bucketOf = (kind: RegExp) =>
    resolved.ofType('AWS::S3::Bucket').find(({ logicalId }) => kind.test(logicalId))?.physicalId ?? '';
  const [tables, results] = [bucketOf(/SeriesTables|Tables[0-9A-F]{8}$/), bucketOf(/FigureResults/)];

  test('When it is assumed, Then by QuickSight alone', () => {
    expect(at(role?.properties ?? {}, 'AssumeRolePolicyDocument', 'Statement')).toEqual([
      { Action: 'sts:AssumeRole', Effect: 'Allow', Principal: { Service: 'quicksight.amazonaws.com' } },
    ]);
  });

  test.each(lakeTables.map(({ name }) => name))(
    'When it meets the table %s, Then at most it reads',
    (name) => {
      const file = `arn:aws:s3:::${tables}/tables/${name}/data/a.parquet`;
      const table = arn('glue', `table/${figureDatabase}/${name}`);
      const isShown = new RegExp(`"${figureDatabase}\\\\?"\\.${name}\\b`).test(dataSets.replaceAll('\\', ''));
      expect(isAllowed(statements, 'glue:GetTable', table)).toBe(isShown);
      expect(isAllowed(statements, 's3:GetObject', file)).toBe(isShown);
      for (const action of ['glue:UpdateTable', 'glue:DeleteTable', 'glue:CreateTable'])
        expect(isAllowed(statements, action, table), action).toBe(false);
      for (const action of ['s3:PutObject', 's3:DeleteObject'])
        expect(isAllowed(statements, action, file), action).toBe(false);
    },
  );

  test('When a query runs, Then its result can be written, read and fetched', () => {
    const result = `arn:aws:s3:::${results}/0a1b2c3d.csv`;
    for (const action of ['s3:PutObject', 's3:GetObject', 's3:AbortMultipartUpload'])
      expect(isAllowed(statements, action, result), action).toBe(true);
    const workgroup = arn('athena', `workgroup/${figureWorkgroup}`);
    for (const action of [
      'StartQueryExecution',
      'GetQueryExecution',
      'GetQueryResults',
      'GetQueryResultsStream',
    ])
      expect(isAllowed(statements, `athena:${action}`, workgroup), action).toBe(true);
    expect(isAllowed(statements, 'athena:StartQueryExecution', arn('athena', 'workgroup/primary'))).toBe(
      false,
    );
    expect(isAllowed(statements, 's3:GetObject', 'arn:aws:s3:::another/tables/rollup/a')).toBe(false);
  });

  test('When it meets the key of the data, Then the key lets it decrypt through S3', () => {
    const alias = resolved.find(`alias/${keyAlias('data')}`, 'AWS::KMS::Alias');
    const key = resolved.find(String(alias?.properties.TargetKeyId), 'AWS::KMS::Key');
    const via = statements.filter(({ Action: actions }) => [actions].flat().includes('kms:Decrypt'));
    expect(via.map(({ Resource: resource, Condition: condition }) => [resource, condition])).toEqual([
      [key?.arn, { StringEquals: { 'kms:ViaService': 's3.us-east-1.amazonaws.com' } }],
    ]);
    // The key leaves it to the policies of its account, as it does for every function.
    expect(at(key?.properties ?? {}, 'KeyPolicy', 'Statement')).toContainEqual(
      expect.objectContaining({
        Action: 'kms:*',
        Effect: 'Allow',
        Principal: { AWS: 'arn:aws:iam::000000000000:root' },
      }),
    );
  });
});
