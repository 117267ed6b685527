import { describe, expect, test } from 'vitest';
import { lakeTables } from '../../functions/adapters/lake/tables.ts';
import { names } from '../../functions/core/names.ts';
import { CellStage } from '../../infra/cell-stage.ts';
import { at, objectsOf, textAt } from './invariants/resources.ts';
import { keptOnceMade } from './kept.ts';
import { cellNamed, synthesize, testApp } from './synthesis.ts';

const cell = cellNamed('us-1');
const { resolved, stateful } = synthesize(cell);
const name = names(cell.prefix);
const tables = resolved
  .ofType('AWS::Glue::Table')
  .filter(({ properties }) => properties.OpenTableFormatInput !== undefined);

describe('Given a cell whose time series is in a lake', () => {
  test('When its tables are made, Then they are Iceberg’s, of the columns that rows have', () => {
    expect(tables.map(({ properties }) => properties.Name)).toEqual(lakeTables.map((table) => table.name));
    for (const [index, { properties }] of tables.entries()) {
      const input = ['OpenTableFormatInput', 'IcebergInput', 'IcebergTableInput'] as const;
      const fields = objectsOf(at(properties, ...input, 'Schema', 'Fields'));
      expect(fields.map((field) => [field.Name, field.Type, field.Required])).toEqual(
        lakeTables[index]?.columns.map((column) => [column.name, column.type, column.isRequired]),
      );
      expect(fields.map(({ Id }) => Id)).toEqual(fields.map((_, position) => position + 1));
      const [partition, ...others] = objectsOf(at(properties, ...input, 'PartitionSpec', 'Fields'));
      expect(others).toEqual([]);
      expect(fields[Number(partition?.SourceId) - 1]?.Name).toBe(lakeTables[index]?.partition.column);
    }
  });

  test('When columns are named, Then a catalog in lower case keeps them apart', () => {
    for (const { columns } of lakeTables) {
      const own = columns.map((column) => column.name);
      expect(own).toEqual(own.map((each) => each.toLowerCase()));
      expect(new Set(own).size).toBe(own.length);
    }
  });

  test('When the stack is deleted, Then tables and database stay', () => {
    const kept = Object.values(stateful.findResources('AWS::Glue::Table')).filter(
      ({ DeletionPolicy }) => DeletionPolicy === keptOnceMade.DeletionPolicy,
    );
    expect(kept).toHaveLength(lakeTables.length);
  });

  test('When files grow in number, Then each table has what puts them together', () => {
    const optimizers = resolved
      .ofType('AWS::Glue::TableOptimizer')
      .map(({ properties }) => `${textAt(properties, 'TableName')} ${textAt(properties, 'Type')}`);
    const kinds = ['compaction', 'orphan_file_deletion', 'retention'];
    expect(optimizers.toSorted()).toEqual(
      lakeTables.flatMap((table) => kinds.map((kind) => `${table.name} ${kind}`)).toSorted(),
    );
  });

  test('When streams are made, Then each appends to a table, once that is there', () => {
    const streams = Object.values(stateful.findResources('AWS::KinesisFirehose::DeliveryStream')).filter(
      ({ Properties }) => Properties.IcebergDestinationConfiguration,
    );
    expect(streams).toHaveLength(2);
    for (const { Properties: properties, DependsOn: dependencies } of streams) {
      const { AppendOnly, DestinationTableConfigurationList } = properties.IcebergDestinationConfiguration;
      expect(AppendOnly).toBe(true);
      const [{ DestinationDatabaseName, DestinationTableName, UniqueKeys }] =
        DestinationTableConfigurationList;
      expect(DestinationDatabaseName).toBe(name.figureDatabase);
      expect(UniqueKeys).toBeUndefined();
      const table = Object.entries(stateful.findResources('AWS::Glue::Table')).find(
        ([, { Properties }]) => Properties.Name === DestinationTableName,
      );
      expect(dependencies).toContain(table?.[0]);
      expect(dependencies.some((id: string) => id.includes('DefaultPolicy'))).toBe(true);
    }
  });

  test('When names are made, Then services take them', () => {
    for (const prefix of ['', 'us-1-', 'a-prefix-of-twenty-x-']) {
      expect(names(prefix).figureDatabase).toMatch(/^[a-z0-9_]+$/);
      expect(names(prefix).figureStream('invoices')).toMatch(/^[a-zA-Z0-9_.-]{1,64}$/);
    }
  });

  test.each([
    ['af-south-1', /^cell us-1: the store lake is not possible in af-south-1: nothing there keeps/],
    ['ap-southeast-5', /^cell us-1: the store lake is not possible in ap-southeast-5: Firehose delivers/],
  ])('When it is to be in %s, Then synthesis says why not', (region, why) => {
    expect(() => new CellStage(testApp(), { ...cell, region })).toThrow(why);
  });
});
