import { Duration, Stack } from 'aws-cdk-lib';
import { CfnDatabase } from 'aws-cdk-lib/aws-glue';
import { Grant, type IGrantable, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { lakeEnvNames } from '../../../functions/adapters/lake/settings.ts';
import {
  durationsTable,
  eventsTable,
  invoicesTable,
  type LakeTable,
  lakeTables,
  rollupTable,
  scoresTable,
  vendorsTable,
  versionsTable,
} from '../../../functions/adapters/lake/tables.ts';
import { names } from '../../../functions/core/names.ts';
import { dataBucket, expireAfter } from '../../blocks/buckets.ts';
import { acceptFinding } from '../../blocks/findings.ts';
import { keptOnceMade } from '../../blocks/kept.ts';
import { on, onlyWithin, onNoResource } from '../../blocks/statements.ts';
import { queryWorkgroup } from '../../blocks/workgroups.ts';
import type { Cell } from '../../cells/cell.ts';
import { settingsOf } from '../settings-of.ts';
import type {
  ReadRights,
  ShownByRole,
  StoreAccess,
  TimeSeriesProps,
  TimeSeriesStore,
} from '../time-series-store.ts';
import { grantObjects } from './objects.ts';
import { lakeQueries } from './queries.ts';
import { errorsFolder, LakeStream } from './stream.ts';
import { icebergTable, optimizers, tablesFolder } from './tables.ts';
import { throughputHints } from './throughput.ts';

/** The most that one query may read, about $5 worth: more than half a year of records at the largest peak. */
const scanLimitBytes = 1_024 ** 4;

const ask = [
  ...['athena:StartQueryExecution', 'athena:StopQueryExecution'],
  ...['athena:GetQueryExecution', 'athena:GetQueryResults'],
];

const look = ['glue:GetDatabase', 'glue:GetTable'];

/** What data sets of QuickSight are made of: infra/quicksight/data-sets.ts, and the records. */
const shownTables = [eventsTable, versionsTable, invoicesTable, rollupTable, scoresTable];

/**
 * The time series in a lake: tables in Apache Iceberg's format in a bucket of the cell, streams that append
 * to them, and a workgroup of Athena that asks them.
 */
export class Lake extends Construct implements TimeSeriesStore {
  readonly writerEnvironment: Readonly<Record<string, string>>;
  readonly readerEnvironment: Readonly<Record<string, string>>;
  readonly rollups: StoreAccess;
  readonly judging: StoreAccess;
  readonly showing: ShownByRole;
  readonly readObjects: readonly string[];
  readonly tables: Bucket;
  readonly #results: Bucket;
  readonly #cell: Cell;
  readonly #streams: readonly LakeStream[];
  readonly #key: IKey;

  constructor(scope: Construct, id: string, props: TimeSeriesProps) {
    super(scope, id);
    const { cell, keys, accessLogs } = props;
    const key = keys.data;
    this.#key = key;
    this.#cell = cell;
    const name = names(cell.prefix);
    this.tables = dataBucket(this, 'Tables', {
      key,
      accessLogs,
      lifecycleRules: [
        // What a table removes is gone a week later.
        {
          noncurrentVersionExpiration: Duration.days(7),
          abortIncompleteMultipartUploadAfter: Duration.days(7),
        },
        expireAfter(Duration.days(cell.retention.replayDays), `${errorsFolder}/`),
      ],
    });
    this.#results = dataBucket(this, 'FigureResults', {
      key,
      accessLogs,
      lifecycleRules: [expireAfter(Duration.days(1))],
    });
    const catalogId = Stack.of(this).account;
    const database = new CfnDatabase(this, 'Database', {
      catalogId,
      databaseInput: {
        name: name.figureDatabase,
        description: `What figures of the invoice cell ${cell.name} are read from`,
      },
    });
    database.applyRemovalPolicy(keptOnceMade);
    const optimizer = this.#optimizerRole();
    const made = lakeTables.map((table) => {
      const resource = icebergTable(this, table.name, {
        ...{ table, catalogId, database, bucketName: this.tables.bucketName },
      });
      resource.applyRemovalPolicy(keptOnceMade);
      optimizers(this, table.name, {
        ...{ table: resource, name: table.name, catalogId, database },
        role: optimizer,
      });
      return { table, resource };
    });
    this.#makeWorkgroup(cell, database);

    const logGroup = new LogGroup(this, 'StreamLogs', {
      logGroupName: name.figureStreamLogs,
      encryptionKey: keys.logs,
      retention: cell.retention.logDays,
      removalPolicy: keptOnceMade,
    });
    const hints = throughputHints(cell);
    const streamOf = (kind: 'events' | 'invoices', tableName: string) => {
      const table = made.find((each) => each.table.name === tableName)?.resource;
      if (!table) throw new RangeError(`There is no table ${tableName}`);
      return new LakeStream(this, `${kind}Stream`, {
        ...{
          streamName: name.figureStream(kind),
          tableName,
          table,
          databaseName: name.figureDatabase,
          bucket: this.tables,
        },
        ...{ keys, logGroup, throughputHint: hints[kind] },
      });
    };
    const [events, invoices] = [
      streamOf('events', eventsTable.name),
      streamOf('invoices', versionsTable.name),
    ];
    this.#streams = [events, invoices];
    this.writerEnvironment = {
      [lakeEnvNames.eventStream]: events.streamName,
      [lakeEnvNames.invoiceStream]: invoices.streamName,
    };
    this.readerEnvironment = {
      [lakeEnvNames.database]: name.figureDatabase,
      [lakeEnvNames.workgroup]: name.figureWorkgroup,
    };
    this.readObjects = [this.tables.arnForObjects(`${tablesFolder}/*`), this.#results.arnForObjects('*')];
    this.rollups = {
      environment: {
        ...this.readerEnvironment,
        [lakeEnvNames.keptDays]: String(settingsOf('lake', cell).keptDays),
      },
      grant: (grantee) => this.#grantRollups(grantee),
    };
    this.judging = {
      environment: this.readerEnvironment,
      grant: (grantee) => this.#grantJudging(grantee),
    };
    this.showing = { workgroup: name.figureWorkgroup, grant: (grantee) => this.#grantShowing(grantee) };
  }

  grantWrite(grantee: IGrantable): void {
    Grant.addToPrincipal({
      grantee,
      actions: ['firehose:PutRecordBatch'],
      resourceArns: this.#streams.map(({ arn }) => arn),
    });
  }

  /** Everything but the objects themselves. */
  grantRead(grantee: IGrantable): void {
    this.#grantAsking(grantee, [eventsTable]);
    this.#allow(grantee, onlyWithin(resultActions, [this.#results.arnForObjects('*')]));
  }

  #grantRollups(grantee: IGrantable): void {
    this.#grantAsking(grantee, lakeTables);
    this.#allow(grantee, [
      on(glueArns(this, this.#cell), ['glue:UpdateTable']),
      ...onlyWithin(['s3:GetObject', ...resultActions], this.readObjects),
      ...onlyWithin(['s3:DeleteObject'], [this.tables.arnForObjects(`${tablesFolder}/*`)]),
    ]);
  }

  /** Sums are read, and scores written: of no other table, and no record. */
  #grantJudging(grantee: IGrantable): void {
    const sums = [rollupTable, durationsTable, vendorsTable];
    this.#grantAsking(grantee, [...sums, scoresTable]);
    const scores = this.#filesOf(scoresTable);
    const results = this.#results.arnForObjects('*');
    this.#allow(grantee, [
      on(glueArns(this, this.#cell, [scoresTable]), ['glue:UpdateTable']),
      ...onlyWithin(['s3:GetObject'], [...sums.map((table) => this.#filesOf(table)), scores, results]),
      ...onlyWithin(resultActions, [scores, results]),
      ...onlyWithin(['s3:DeleteObject'], [scores]),
    ]);
  }

  /**
   * What AWS's own templates give a role that QuickSight asks Athena by, on the tables that are shown:
   * https://github.com/aws-solutions-library-samples/cloud-intelligence-dashboards-framework (cid-cfn.yml)
   */
  #grantShowing(grantee: IGrantable): void {
    const stack = Stack.of(this);
    const athena = (resource: string, resourceName: string) =>
      stack.formatArn({ service: 'athena', resource, resourceName });
    const results = this.#results.arnForObjects('*');
    this.#grantAsking(grantee, shownTables);
    this.#allow(grantee, [
      on(
        [athena('workgroup', names(this.#cell.prefix).figureWorkgroup)],
        ['athena:GetQueryResultsStream', 'athena:GetWorkGroup'],
      ),
      on(
        [athena('datacatalog', 'AwsDataCatalog')],
        ['athena:ListDatabases', 'athena:ListTableMetadata', 'athena:GetTableMetadata'],
      ),
      onNoResource(['athena:ListDataCatalogs']),
      on(glueArns(this, this.#cell, shownTables), ['glue:GetDatabases', 'glue:GetTables']),
      on([this.#results.bucketArn], ['s3:ListBucketMultipartUploads']),
      ...onlyWithin(['s3:GetObject'], [...shownTables.map((table) => this.#filesOf(table)), results]),
      ...onlyWithin(resultActions, [results]),
    ]);
  }

  #filesOf({ name }: LakeTable): string {
    return this.tables.arnForObjects(`${tablesFolder}/${name}/*`);
  }

  /** Athena does in the caller's name what a query does. */
  #grantAsking(grantee: IGrantable, tables: readonly LakeTable[]): void {
    const stack = Stack.of(this);
    const workgroup = stack.formatArn({
      service: 'athena',
      resource: 'workgroup',
      resourceName: names(this.#cell.prefix).figureWorkgroup,
    });
    this.#allow(grantee, [
      on([workgroup], ask),
      on(glueArns(this, this.#cell, tables), look),
      on([this.tables.bucketArn, this.#results.bucketArn], ['s3:GetBucketLocation', 's3:ListBucket']),
      new PolicyStatement({
        actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
        resources: [this.#key.keyArn],
        conditions: { StringEquals: { 'kms:ViaService': `s3.${stack.region}.amazonaws.com` } },
      }),
    ]);
  }

  #allow(grantee: IGrantable, statements: readonly PolicyStatement[]): void {
    for (const statement of statements) grantee.grantPrincipal.addToPrincipalPolicy(statement);
  }

  /** What Glue's optimizers take: https://docs.aws.amazon.com/glue/latest/dg/optimization-prerequisites.html */
  #optimizerRole(): Role {
    const stack = Stack.of(this);
    const role = new Role(this, 'OptimizerRole', {
      description: 'Puts the files of the tables of figures together',
      assumedBy: new ServicePrincipal('glue.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': stack.account } },
      }),
    });
    role.addToPolicy(on(glueArns(this, this.#cell), ['glue:GetTable', 'glue:UpdateTable']));
    grantObjects(this.tables, role, ['s3:GetObject', 's3:PutObject', 's3:DeleteObject']);
    this.#key.grant(role, 'kms:Decrypt', 'kms:GenerateDataKey');
    acceptFinding(role.node.findChild('DefaultPolicy'), 'policyOfOneRole');
    return role;
  }

  #makeWorkgroup(cell: Cell, database: CfnDatabase): void {
    const { figureWorkgroup, figureDatabase } = names(cell.prefix);
    queryWorkgroup(this, {
      name: figureWorkgroup,
      description: `Figures of the invoice cell ${cell.name}`,
      ...{ results: this.#results, key: this.#key, scanLimitBytes },
      ...{ database, databaseName: figureDatabase, queries: lakeQueries },
    });
  }
}

/** Athena writes the result of a query in the caller's name. */
const resultActions = ['s3:PutObject', 's3:AbortMultipartUpload', 's3:ListMultipartUploadParts'];

/** The catalog, the database and tables of the lake, all of them unless given. */
function glueArns(
  scope: Construct,
  { prefix }: Pick<Cell, 'prefix'>,
  tables: readonly LakeTable[] = lakeTables,
): readonly string[] {
  const stack = Stack.of(scope);
  const database = names(prefix).figureDatabase;
  const arn = (resource: string, resourceName?: string) =>
    stack.formatArn({ service: 'glue', resource, ...(resourceName && { resourceName }) });
  return [
    ...[arn('catalog'), arn('database', database)],
    ...tables.map(({ name }) => arn('table', `${database}/${name}`)),
  ];
}

/**
 * The rights to read a cell's time series with whatever workgroup the reader has. The bucket has no name of
 * its own, so they refer to it.
 */
export function lakeReadRights(scope: Construct, cell: Cell, store: TimeSeriesStore): ReadRights {
  if (!(store instanceof Lake)) throw new TypeError('The time series is in another store');
  return {
    statements: [
      on(glueArns(scope, cell), look),
      on([store.tables.bucketArn], ['s3:GetBucketLocation', 's3:ListBucket']),
    ],
    objects: [store.tables.arnForObjects(`${tablesFolder}/*`)],
    keyUsers: [],
  };
}
