import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import {
  durationsTable,
  lakeTables,
  rollupTable,
  scoresTable,
  vendorsTable,
} from '../../functions/adapters/lake/tables.ts';
import { names } from '../../functions/core/names.ts';
import { CellStage } from '../../infra/cell-stage.ts';
import type { Cell } from '../../infra/cells/cell.ts';
import { isAllowed, statementsIn } from './policy-evaluation.ts';
import { cellNamed, synthesize, testApp } from './synthesis.ts';

const lake = cellNamed('us-1');

/** What is said of a cell while it is synthesized. */
function noticesOf(cell: Cell): string {
  const { stateless } = new CellStage(testApp(), cell);
  return JSON.stringify(Annotations.fromStack(stateless).findInfo('*', Match.anyValue()));
}

describe('Given the detector of a cell whose time series is in a lake', () => {
  const { resolved } = synthesize(lake);
  const name = names(lake.prefix);
  const role = resolved.find(
    String(resolved.find(name.anomalyFunction, 'AWS::Lambda::Function')?.properties.Role),
    'AWS::IAM::Role',
  );
  const statements = resolved
    .ofType('AWS::IAM::Policy')
    .filter(({ properties }) => JSON.stringify(properties.Roles).includes(role?.physicalId ?? '?'))
    .flatMap(({ properties }) => statementsIn(properties.PolicyDocument));
  const tableArn = (table: string) =>
    `arn:aws:glue:us-east-1:000000000000:table/${name.figureDatabase}/${table}`;
  const [tables] = resolved
    .ofType('AWS::Glue::Table')
    .filter(({ properties }) => properties.Name === scoresTable.name)
    .map(({ properties }) => JSON.stringify(properties).match(/s3:\/\/([^/]+)\/tables/)?.[1]);
  const fileOf = (table: string) => `arn:aws:s3:::${tables}/tables/${table}/data/a.parquet`;

  test.each(lakeTables.map((table) => table.name))(
    'When it meets the table %s, Then it may what it has to',
    (table) => {
      const [isRead, isWritten] = [
        [rollupTable, durationsTable, vendorsTable, scoresTable].some(({ name: read }) => read === table),
        table === scoresTable.name,
      ];
      expect(isAllowed(statements, 'glue:GetTable', tableArn(table))).toBe(isRead);
      expect(isAllowed(statements, 's3:GetObject', fileOf(table))).toBe(isRead);
      expect(isAllowed(statements, 'glue:UpdateTable', tableArn(table))).toBe(isWritten);
      expect(isAllowed(statements, 's3:PutObject', fileOf(table))).toBe(isWritten);
      expect(isAllowed(statements, 's3:DeleteObject', fileOf(table))).toBe(isWritten);
    },
  );

  test('When it is synthesized, Then nothing is said of a detector that is missing', () => {
    expect(noticesOf(lake)).not.toContain('Nobody looks');
  });
});

describe('Given a cell whose time series is in Timestream', () => {
  test('When it is synthesized, Then it says that nobody looks, and what to do', () => {
    const notices = noticesOf(cellNamed('eu-1'));
    expect(notices).toContain('Nobody looks for unusually many or few events in eu-1: the store timestream');
    expect(notices).toContain('deploy a cell with the default store');
  });
});
