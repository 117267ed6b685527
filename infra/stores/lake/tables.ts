import { type CfnDatabase, CfnTable, CfnTableOptimizer } from 'aws-cdk-lib/aws-glue';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { LakeTable } from '../../../functions/adapters/lake/tables.ts';

/** Where the files of the tables are in their bucket. */
export const tablesFolder = 'tables';

interface TableProps {
  readonly table: LakeTable;
  readonly catalogId: string;
  readonly database: CfnDatabase;
  readonly bucketName: string;
}

/**
 * A table in Apache Iceberg's format. What changes in it is written beside what stood (`merge-on-read`),
 * which costs a run of the rollup little and is put together by the optimizer.
 */
export function icebergTable(scope: Construct, id: string, props: TableProps): CfnTable {
  const { table, catalogId, database, bucketName } = props;
  const { columns, partition } = table;
  const fields = columns.map(({ name, type, isRequired }, index) => ({
    ...{ id: index + 1, name, type, required: isRequired },
  }));
  const sourceId = columns.findIndex(({ name }) => name === partition.column) + 1;
  const mergeOnRead = { 'write.delete.mode': 'merge-on-read', 'write.update.mode': 'merge-on-read' };
  return new CfnTable(scope, id, {
    catalogId,
    databaseName: database.ref,
    name: table.name,
    openTableFormatInput: {
      icebergInput: {
        metadataOperation: 'CREATE',
        version: '2',
        icebergTableInput: {
          location: `s3://${bucketName}/${tablesFolder}/${table.name}`,
          schema: { type: 'struct', schemaId: 0, fields },
          partitionSpec: {
            specId: 0,
            fields: [{ name: partitionName(partition), sourceId, transform: partition.transform }],
          },
          properties: {
            ...{ 'write.format.default': 'parquet', 'write.parquet.compression-codec': 'zstd' },
            ...{ ...mergeOnRead, 'write.merge.mode': 'merge-on-read', comment: table.description },
          },
        },
      },
    },
  });
}

function partitionName({ column, transform }: LakeTable['partition']): string {
  return transform === 'identity' ? column : `${column}_${transform}`;
}

interface OptimizerProps {
  readonly table: CfnTable;
  readonly name: string;
  readonly catalogId: string;
  readonly database: CfnDatabase;
  readonly role: IRole;
}

/** How long a state of a table can be asked for, and a file that no table knows is left alone. */
const keptDays = { snapshots: 3, orphans: 3 } as const;

/** Puts small files together, and removes the files of states that nobody asks for any more. */
export function optimizers(scope: Construct, id: string, props: OptimizerProps): void {
  const { table, name, catalogId, database, role } = props;
  const kinds = {
    compaction: {},
    retention: {
      retentionConfiguration: {
        icebergConfiguration: {
          ...{ snapshotRetentionPeriodInDays: keptDays.snapshots, numberOfSnapshotsToRetain: 1 },
          cleanExpiredFiles: true,
        },
      },
    },
    orphan_file_deletion: {
      orphanFileDeletionConfiguration: {
        icebergConfiguration: { orphanFileRetentionPeriodInDays: keptDays.orphans },
      },
    },
  };
  for (const [type, configuration] of Object.entries(kinds)) {
    const optimizer = new CfnTableOptimizer(scope, `${id}${type}`, {
      ...{ catalogId, databaseName: database.ref, tableName: name, type },
      tableOptimizerConfiguration: { enabled: true, roleArn: role.roleArn, ...configuration },
    });
    optimizer.node.addDependency(table, role);
  }
}
