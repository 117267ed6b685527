import { CfnOutput, Stack, Tags } from 'aws-cdk-lib';
import { CfnDataSet, CfnTheme, CfnTopic } from 'aws-cdk-lib/aws-quicksight';
import type { Construct } from 'constructs';
import { dimensions, measureTypes } from '../functions/core/measures/measures.ts';
import { cellMetadata, names } from '../functions/core/names.ts';
import type { Cell } from './cells/cell.ts';
import { isProtected } from './cells/protection.ts';
import type { QuickSightPeople } from './cells/quicksight-people.ts';
import { QuickSightBoards } from './quicksight/boards.ts';
import { quickSightDataSets } from './quicksight/data-sets.ts';
import { AthenaSource } from './quicksight/data-source.ts';
import { grantsOf, permissionsOn, type Shared } from './quicksight/permissions.ts';
import { baseTheme, consoleTheme } from './quicksight/theme.ts';
import { topicDataSets } from './quicksight/topic.ts';
import { timeSeriesStoreOf } from './stores/time-series.ts';
import type { ShownByRole } from './stores/time-series-store.ts';

export interface QuickSightStackProps {
  readonly cell: Cell;
  /** What is asked: a data source that exists, or what the stack makes one for. */
  readonly source: string | ShownByRole;
  readonly people: QuickSightPeople;
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

/**
 * The time series and the figures as QuickSight data sets by direct query: SPICE would lag a quarter of an
 * hour. Only for cells that say who looks at them. Of a lake the console's pages are dashboards on
 * them, in its colours.
 */
export class QuickSightStack extends Stack {
  constructor(scope: Construct, id: string, { cell, source, people }: QuickSightStackProps) {
    super(scope, id, {
      description: `Invoice events, cell ${cell.name}: data set for QuickSight`,
      terminationProtection: isProtected(cell),
    });
    this.templateOptions.metadata = { [cellMetadata]: cell.name };
    Tags.of(this).add(cellMetadata, cell.name);

    const account = { partition: this.partition, account: this.account };
    const permissions = (shared: Shared) => permissionsOn(shared, people, account);
    const dataSourceArn =
      typeof source === 'string'
        ? source
        : new AthenaSource(this, 'Source', {
            ...{ cell, asked: source, permissions: permissions({ kind: 'dataSource' }) },
          }).arn;
    const dataSet = (construct: string, { id: dataSetId, name, table, sqlQuery, columns: inputs }: Asked) =>
      new CfnDataSet(this, construct, {
        awsAccountId: this.account,
        dataSetId,
        name: `${name}, ${cell.name}`,
        importMode: 'DIRECT_QUERY',
        permissions: permissions({ kind: 'dataSet' }),
        physicalTableMap: {
          [table]: { customSql: { dataSourceArn, name: table, sqlQuery, columns: [...inputs] } },
        },
      });
    dataSet('Events', {
      id: names(cell.prefix).quickSightDataSet,
      name: 'Invoice events',
      table: 'events',
      sqlQuery: `SELECT ${columns.map(({ name }) => `"${name}"`).join(', ')} FROM ${timeSeriesStoreOf(cell).sqlTable(cell)} WHERE coalesce("disregarded", false) = false`,
      columns,
    });
    const figures = quickSightDataSets(cell).map((set) => {
      const { attrArn } = dataSet(`figures-${set.name}`, {
        ...{ id: set.id, name: set.title, table: set.name, sqlQuery: set.sql },
        columns: set.columns.map(({ name, type }) => ({ name, type })),
      });
      return { ...set, arn: attrArn };
    });
    if (cell.quickSightTopic) {
      new CfnTopic(this, 'Topic', {
        awsAccountId: this.account,
        topicId: names(cell.prefix).quickSightTopic,
        name: `Invoices, ${cell.name}`,
        description: 'Figures about invoices and their events, to be asked for in words.',
        userExperienceVersion: 'NEW_READER_EXPERIENCE',
        dataSets: topicDataSets(figures),
      });
      // CloudFormation has no permissions of a topic.
      new CfnOutput(this, 'TopicPermissions', {
        description: 'Who may ask, for aws quicksight update-topic-permissions --grant-permissions',
        value: this.toJsonString(grantsOf(permissions({ kind: 'topic' }))),
      });
    }
    const theme = new CfnTheme(this, 'Theme', {
      awsAccountId: this.account,
      themeId: names(cell.prefix).quickSightTheme,
      name: `Invoices, ${cell.name}`,
      baseThemeId: baseTheme,
      configuration: consoleTheme(),
      permissions: permissions({ kind: 'theme' }),
    });
    if (figures.length > 0)
      new QuickSightBoards(this, 'Boards', {
        ...{ cell, permissions, themeArn: theme.attrArn },
        dataSetArns: new Map(figures.map(({ name, arn }) => [name, arn])),
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
