import { Duration, Stack } from 'aws-cdk-lib';
import type { CfnWorkGroup } from 'aws-cdk-lib/aws-athena';
import { CfnDatabase, CfnTable } from 'aws-cdk-lib/aws-glue';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { eventsFolder, noStage } from '../../../functions/adapters/s3/archive-layout.ts';
import type { Envelope } from '../../../functions/core/invoice/fact.ts';
import { names } from '../../../functions/core/names.ts';
import { anyEventSchema } from '../../../schemas/event.ts';
import { stages } from '../../../schemas/stages.ts';
import { dataBucket, expireAfter } from '../../blocks/buckets.ts';
import { queryWorkgroup } from '../../blocks/workgroups.ts';
import type { Cell } from '../../cells/cell.ts';
import { hiveType, type StoredSchema } from './hive-type.ts';
import { auditQueries } from './queries.ts';

export interface AuditProps {
  readonly cell: Cell;
  /** The key for stored data. */
  readonly key: IKey;
  readonly accessLogs: Bucket;
  /** The archive's bucket. */
  readonly events: Bucket;
}

/**
 * The most that one query may read, about $5 worth: less than ten years of one stage, more than a
 * quarter of all stages.
 */
const scanLimitBytes = 1024 ** 4;

const text = { type: 'string' };

/** An event of the bus: https://docs.aws.amazon.com/eventbridge/latest/ref/events-structure.html */
const columns = {
  version: text,
  id: text,
  detail_type: text,
  source: text,
  account: text,
  time: text,
  region: text,
  detail: {
    properties: {
      schemaVersion: text,
      stage: text,
      receivedAt: text,
      requestId: text,
      producer: text,
      cell: text,
      region: text,
      accountId: text,
      event: anyEventSchema,
    } satisfies Record<keyof Envelope, StoredSchema>,
  },
} satisfies Record<string, StoredSchema>;

/**
 * How auditors query the archive: a table over its objects, and a workgroup that encrypts and
 * bounds queries.
 */
export class Audit extends Construct {
  readonly workgroup: CfnWorkGroup;
  readonly results: Bucket;

  constructor(scope: Construct, id: string, { cell, key, accessLogs, events }: AuditProps) {
    super(scope, id);
    const { auditDatabase, auditTable, auditWorkgroup } = names(cell.prefix);
    this.results = dataBucket(this, 'Results', {
      key,
      accessLogs,
      lifecycleRules: [expireAfter(Duration.days(30))],
    });
    const catalogId = Stack.of(this).account;
    const database = new CfnDatabase(this, 'Database', {
      catalogId,
      databaseInput: { name: auditDatabase, description: `The archive of the invoice cell ${cell.name}` },
    });
    const location = `s3://${events.bucketName}/${eventsFolder}/`;
    new CfnTable(this, 'Table', {
      catalogId,
      databaseName: database.ref,
      tableInput: {
        name: auditTable,
        description: 'Every event of the bus, once or more often: id tells which are the same',
        tableType: 'EXTERNAL_TABLE',
        partitionKeys: [
          { name: 'day', type: 'string' },
          { name: 'stage', type: 'string' },
        ],
        // Athena computes the partitions: no crawler has to find them, and no list of them gets
        // stale.
        parameters: {
          'projection.enabled': 'true',
          'projection.day.type': 'date',
          'projection.day.format': 'yyyy-MM-dd',
          'projection.day.range': '2026-01-01,NOW',
          'projection.stage.type': 'enum',
          'projection.stage.values': [...stages, noStage].join(','),
          'storage.location.template': `${location}day=\${day}/stage=\${stage}/`,
        },
        storageDescriptor: {
          location,
          inputFormat: 'org.apache.hadoop.mapred.TextInputFormat',
          outputFormat: 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat',
          serdeInfo: {
            serializationLibrary: 'org.openx.data.jsonserde.JsonSerDe',
            parameters: { 'mapping.detail_type': 'detail-type' },
          },
          columns: Object.entries(columns).map(([name, schema]) => ({ name, type: hiveType(schema) })),
        },
      },
    });
    this.workgroup = queryWorkgroup(this, {
      name: auditWorkgroup,
      description: `Audits of the invoice cell ${cell.name}`,
      results: this.results,
      ...{ key, scanLimitBytes, database, databaseName: auditDatabase, queries: auditQueries },
    });
  }
}
