import { Aws, CfnCondition, CfnParameter, Fn, Stack, Tags } from 'aws-cdk-lib';
import { CfnDataSet } from 'aws-cdk-lib/aws-quicksight';
import type { Construct } from 'constructs';
import { dimensions, measureTypes } from '../functions/core/measures/measures.ts';
import { cellMetadata, names } from '../functions/core/names.ts';
import type { Cell } from './cells/cell.ts';
import { isProtected } from './cells/protection.ts';
import { quickSightDataSets } from './quicksight/data-sets.ts';
import { timeSeriesStoreOf } from './stores/time-series.ts';

export interface QuickSightStackProps {
  readonly cell: Cell;
  /** Made by hand, of the type that the cell's time-series store has in QuickSight. */
  readonly dataSourceArn: string;
}

/** QuickSight's type for each type of measure. */
const columnTypes = {
  decimal: 'DECIMAL',
  timestamp: 'DATETIME',
  boolean: 'BOOLEAN',
  varchar: 'STRING',
  bigint: 'INTEGER',
} as const;

const columns: readonly CfnDataSet.InputColumnProperty[] = [
  { name: 'time', type: 'DATETIME' },
  ...dimensions.map((name) => ({ name, type: 'STRING' })),
  ...Object.entries(measureTypes).map(([name, type]) => ({ name, type: columnTypes[type] })),
];

/** The actions needed to look at a data set and to build an analysis on it. */
const readerActions = [
  'quicksight:DescribeDataSet',
  'quicksight:DescribeDataSetPermissions',
  'quicksight:PassDataSet',
];

/**
 * The time series and the figures as QuickSight data sets by direct query: SPICE would lag a quarter of an
 * hour. Only for cells that name a data source. Dashboards build on them.
 */
export class QuickSightStack extends Stack {
  constructor(scope: Construct, id: string, { cell, dataSourceArn }: QuickSightStackProps) {
    super(scope, id, {
      description: `Invoice events, cell ${cell.name}: data set for QuickSight`,
      terminationProtection: isProtected(cell),
    });
    this.templateOptions.metadata = { [cellMetadata]: cell.name };
    Tags.of(this).add(cellMetadata, cell.name);

    const readers = new CfnParameter(this, 'Readers', {
      description: 'ARN of the QuickSight group that may build on the data set; nobody when empty',
      default: '',
      allowedPattern: '^(arn:[^:]+:quicksight:[^:]+:[0-9]{12}:(group|user)/.+)?$',
    });
    const hasReaders = new CfnCondition(this, 'HasReaders', {
      expression: Fn.conditionNot(Fn.conditionEquals(readers.valueAsString, '')),
    });
    const dataSet = (construct: string, { id: dataSetId, name, table, sqlQuery, columns: inputs }: Asked) => {
      const made = new CfnDataSet(this, construct, {
        awsAccountId: this.account,
        dataSetId,
        name: `${name}, ${cell.name}`,
        importMode: 'DIRECT_QUERY',
        physicalTableMap: {
          [table]: { customSql: { dataSourceArn, name: table, sqlQuery, columns: [...inputs] } },
        },
      });
      made.addPropertyOverride(
        'Permissions',
        Fn.conditionIf(
          hasReaders.logicalId,
          [{ Principal: readers.valueAsString, Actions: readerActions }],
          Aws.NO_VALUE,
        ),
      );
    };
    dataSet('Events', {
      id: names(cell.prefix).quickSightDataSet,
      name: 'Invoice events',
      table: 'events',
      sqlQuery: `SELECT ${columns.map(({ name }) => `"${name}"`).join(', ')} FROM ${timeSeriesStoreOf(cell).sqlTable(cell)} WHERE coalesce("disregarded", false) = false`,
      columns,
    });
    for (const { id: setId, name, title, sql, columns: own } of quickSightDataSets(cell))
      dataSet(`figures-${name}`, {
        ...{ id: setId, name: title, table: name, sqlQuery: sql },
        columns: own.map(({ name: column, type }) => ({ name: column, type })),
      });
  }
}

/** What QuickSight asks a data source for. */
interface Asked {
  readonly id: string;
  readonly name: string;
  readonly table: string;
  readonly sqlQuery: string;
  readonly columns: readonly CfnDataSet.InputColumnProperty[];
}
