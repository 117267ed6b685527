import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import { compilePattern } from '../../emulator/messaging/patterns/event-pattern.ts';
import type { Resource } from '../../emulator/template/cell-template.ts';
import { names } from '../../functions/core/names.ts';
import { CellStage } from '../../infra/cell-stage.ts';
import type { Cell } from '../../infra/cells/cell.ts';
import { firstCell } from '../../infra/cells/examples.ts';
import { keptDays } from '../../infra/cells/reconciler-pace.ts';
import { filingQuery } from '../../infra/stores/archive/construct.ts';
import { hiveType } from '../../infra/stores/audit/hive-type.ts';
import { auditQueries } from '../../infra/stores/audit/queries.ts';
import { isObject, type JsonValue } from '../../lib/json.ts';
import { projectRoot } from '../../local/project-root.ts';
import { keptOnceMade } from './kept.ts';
import { statementsOf } from './policies.ts';
import { cellNamed, synthesize, testApp } from './synthesis.ts';

const cell = cellNamed('us-1');
const { resolved, stateful } = synthesize(cell);
const name = names(cell.prefix);

function only(type: string, which: (resource: Resource) => boolean = () => true): Resource {
  const [found, ...others] = resolved.ofType(type).filter(which);
  if (!found || others.length > 0) throw new Error(`There is not exactly one such ${type}`);
  return found;
}

/** What is found by going down these properties. */
function at(resource: Resource, ...path: readonly (string | number)[]): JsonValue | undefined {
  return path.reduce<JsonValue | undefined>(
    (value, step) =>
      isObject(value)
        ? value[step]
        : Array.isArray(value) && typeof step === 'number'
          ? value[step]
          : undefined,
    resource.properties,
  );
}

const bucket = only('AWS::S3::Bucket', ({ properties }) => properties.ObjectLockEnabled === true);
const stream = only(
  'AWS::KinesisFirehose::DeliveryStream',
  ({ properties }) => properties.DeliveryStreamName === name.archiveStream,
);

function roleOf(arn: JsonValue | undefined) {
  const role = resolved.find(String(arn), 'AWS::IAM::Role');
  if (!role) throw new Error(`There is no role ${arn}`);
  const rights = resolved
    .ofType('AWS::IAM::Policy')
    .filter(({ properties }) => JSON.stringify(properties.Roles).includes(`"${role.physicalId}"`))
    .flatMap(({ properties }) => statementsOf(properties.PolicyDocument));
  return { role, rights };
}

function keyArn(purpose: string) {
  return resolved.find(
    String(
      only('AWS::KMS::Alias', ({ physicalId }) => physicalId.endsWith(`-${purpose}`)).properties.TargetKeyId,
    ),
    'AWS::KMS::Key',
  )?.arn;
}

describe('Given the bucket of the archive', () => {
  test('When it holds an object, Then nobody can change or delete it for the set days', () => {
    expect(bucket.properties).toMatchObject({
      ObjectLockConfiguration: {
        ObjectLockEnabled: 'Enabled',
        Rule: {
          DefaultRetention: { Mode: 'COMPLIANCE', Days: cell.retention.archiveDays },
        },
      },
      VersioningConfiguration: { Status: 'Enabled' },
    });
    stateful.hasResource('AWS::S3::Bucket', {
      Properties: { ObjectLockEnabled: true },
      ...keptOnceMade,
    });
  });

  test('When a cell is deployed, Then it says how long its events are locked', () => {
    const noticesOf = (one: Cell) =>
      JSON.stringify(
        Annotations.fromStack(new CellStage(testApp(), one).stateful).findInfo('*', Match.anyValue()),
      );
    expect(noticesOf(cell)).toContain('is locked for 3653 days: nobody, root included, can delete it');
    expect(noticesOf(firstCell)).not.toContain('is locked');
  });

  test('When a cell is tried out, Then its events are locked for a day', () => {
    expect(JSON.stringify(synthesize(firstCell).stateful)).toContain(
      '"DefaultRetention":{"Days":1,"Mode":"COMPLIANCE"}',
    );
    expect(keptDays(firstCell)).toBe(1);
  });

  test('When an object is a year old, Then it moves to Glacier and never expires', () => {
    expect(at(bucket, 'LifecycleConfiguration', 'Rules')).toEqual([
      {
        Status: 'Enabled',
        Transitions: [{ StorageClass: 'GLACIER_IR', TransitionInDays: 365 }],
        AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 },
      },
    ]);
  });

  test('When any bucket is made, Then it is private and its requests are logged', () => {
    for (const { properties, logicalId } of resolved.ofType('AWS::S3::Bucket')) {
      expect(properties.PublicAccessBlockConfiguration, logicalId).toEqual({
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      });
      if (!logicalId.startsWith('AccessLogs'))
        expect(properties.LoggingConfiguration, logicalId).toMatchObject({
          DestinationBucketName: only('AWS::S3::Bucket', (one) => one.logicalId.startsWith('AccessLogs'))
            .physicalId,
        });
    }
  });
});

describe('Given the stream to the archive', () => {
  test('When events come through it, Then they are filed by day and stage, a line each', () => {
    expect(at(stream, 'ExtendedS3DestinationConfiguration')).toMatchObject({
      BucketARN: bucket.arn,
      Prefix: 'events/day=!{partitionKeyFromQuery:day}/stage=!{partitionKeyFromQuery:stage}/',
      ErrorOutputPrefix: 'errors/!{firehose:error-output-type}/day=!{timestamp:yyyy-MM-dd}/',
      CompressionFormat: 'GZIP',
      DynamicPartitioningConfiguration: { Enabled: true },
      ProcessingConfiguration: {
        Enabled: true,
        Processors: [
          {
            Type: 'MetadataExtraction',
            Parameters: [
              { ParameterName: 'MetadataExtractionQuery', ParameterValue: filingQuery },
              { ParameterName: 'JsonParsingEngine', ParameterValue: 'JQ-1.6' },
            ],
          },
          {
            Type: 'AppendDelimiterToRecord',
            Parameters: [{ ParameterName: 'Delimiter', ParameterValue: '\\n' }],
          },
        ],
      },
      CloudWatchLoggingOptions: { Enabled: true },
    });
    // Below 64 MB Firehose refuses dynamic partitioning.
    expect(
      at(stream, 'ExtendedS3DestinationConfiguration', 'BufferingHints', 'SizeInMBs'),
    ).toBeGreaterThanOrEqual(64);
  });

  test('When Firehose delivers, Then its role may only write to the bucket', () => {
    const { role, rights } = roleOf(at(stream, 'ExtendedS3DestinationConfiguration', 'RoleARN'));
    expect(rights.map(({ actions, resources }) => [actions, resources])).toEqual([
      [['kms:Decrypt', 'kms:GenerateDataKey'], [keyArn('data')]],
      [
        ['logs:PutLogEvents'],
        [
          `arn:aws:logs:us-east-1:000000000000:log-group:/aws/kinesisfirehose/${name.archiveStream}:log-stream:failures`,
        ],
      ],
    ]);
    const granted = resolved
      .ofType('AWS::S3::BucketPolicy')
      .filter(({ properties }) => properties.Bucket === bucket.physicalId)
      .flatMap(({ properties }) => statementsOf(properties.PolicyDocument))
      .filter(({ effect }) => effect === 'Allow');
    expect(granted.map(({ principals, actions, resources }) => [principals, actions, resources])).toEqual([
      [[role.arn], ['s3:GetBucketLocation', 's3:ListBucket', 's3:ListBucketMultipartUploads'], [bucket.arn]],
      [[role.arn], ['s3:AbortMultipartUpload', 's3:GetObject', 's3:PutObject'], [`${bucket.arn}/*`]],
    ]);
    expect(statementsOf(role.properties.AssumeRolePolicyDocument)).toMatchObject([
      {
        principals: ['firehose.amazonaws.com'],
        condition: {
          StringEquals: { 'aws:SourceAccount': '000000000000' },
          ArnLike: { 'aws:SourceArn': stream.arn },
        },
      },
    ]);
  });
});

describe('Given the rule of the archive', () => {
  const rule = only('AWS::Events::Rule', ({ logicalId }) => logicalId.includes('ArchiveRule'));

  test('When anything is on the bus, Then it matches, unless it is a replay', () => {
    const matches = compilePattern(rule.properties.EventPattern ?? null);
    const invoiceEvent = {
      source: 'bems.invoices',
      'detail-type': 'InvoiceEvent',
      detail: { stage: 'posting' },
    };
    expect(matches(invoiceEvent)).toBe(true);
    expect(matches({ source: 'elsewhere', 'detail-type': 'Whatever', detail: {} })).toBe(true);
    expect(matches({ ...invoiceEvent, 'replay-name': 'after-the-outage' })).toBe(false);
  });

  test('When it hands an event over, Then under a role that may do only that', () => {
    expect(rule.properties).toMatchObject({ EventBusName: name.bus, State: 'ENABLED' });
    expect(at(rule, 'Targets', 0, 'Arn')).toBe(stream.arn);
    const { role, rights } = roleOf(at(rule, 'Targets', 0, 'RoleArn'));
    expect(rights.map(({ actions, resources }) => [actions, resources])).toEqual([
      [['firehose:PutRecord', 'firehose:PutRecordBatch'], [stream.arn]],
      [['kms:Decrypt', 'kms:GenerateDataKey'], [keyArn('messages')]],
    ]);
    expect(statementsOf(role.properties.AssumeRolePolicyDocument)).toMatchObject([
      {
        principals: ['events.amazonaws.com'],
        condition: {
          StringEquals: { 'aws:SourceAccount': '000000000000' },
          ArnLike: { 'aws:SourceArn': `arn:aws:events:us-east-1:000000000000:rule/${name.bus}/*` },
        },
      },
    ]);
  });
});

function hasJq(): boolean {
  try {
    execFileSync('jq', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

// Never skipped in CI.
const skipped = !process.env.CI && !hasJq();
if (skipped) console.info('jq is not on PATH, so the query that files events is not run: install jq');

describe.skipIf(skipped)('Given the query that files events', () => {
  const time = '2026-11-21T23:59:59Z';
  const filed = (...events: readonly object[]): unknown[] =>
    execFileSync('jq', ['-c', filingQuery], {
      input: events.map((event) => JSON.stringify(event)).join('\n'),
      encoding: 'utf8',
    })
      .trim()
      .split('\n')
      .map((line): unknown => JSON.parse(line));

  test('When an event of a stage comes, Then it goes to its day and stage', () => {
    expect(filed({ time, detail: { stage: 'posting' } }, { time, detail: { stage: 'ingestion' } })).toEqual([
      { day: '2026-11-21', stage: 'posting' },
      { day: '2026-11-21', stage: 'ingestion' },
    ]);
  });

  test('When anything else is on the bus, Then it is filed apart, whatever its stage', () => {
    const odd = [undefined, null, 7, '', '../posting', 'Posting', ['posting'], { posting: true }];
    expect(filed(...odd.map((stage) => ({ time, detail: { stage } })))).toEqual(
      odd.map(() => ({ day: '2026-11-21', stage: 'none' })),
    );
  });
});

/** `a:struct<b:string>` has the fields `a` and `a.b`. */
function fieldsOf(type: string): string[] {
  const fields: string[] = [];
  const within: string[] = [];
  for (const [, name, kind] of type.matchAll(/(\w+):(struct|map|\w+)|>/g)) {
    if (name === undefined || kind === undefined) {
      within.pop();
      continue;
    }
    fields.push([...within, name].join('.'));
    if (kind === 'struct' || kind === 'map') within.push(name);
  }
  return fields;
}

describe('Given what an auditor asks with', () => {
  const table = only('AWS::Glue::Table', ({ properties }) => properties.TableInput !== undefined);
  const columns = [at(table, 'TableInput', 'StorageDescriptor', 'Columns') ?? []]
    .flat()
    .map((column) =>
      isObject(column) ? { name: String(column.Name), type: String(column.Type) } : undefined,
    );

  test('When a day begins, Then the table has its partitions without anybody adding them', () => {
    expect(at(table, 'TableInput', 'Parameters')).toEqual({
      'projection.enabled': 'true',
      'projection.day.type': 'date',
      'projection.day.format': 'yyyy-MM-dd',
      'projection.day.range': '2026-01-01,NOW',
      'projection.stage.type': 'enum',
      'projection.stage.values': 'ingestion,reconciliation,authorization,posting,none',
      'storage.location.template': `s3://${bucket.physicalId}/events/day=\${day}/stage=\${stage}/`,
    });
    expect(at(table, 'TableInput', 'PartitionKeys')).toEqual([
      { Name: 'day', Type: 'string' },
      { Name: 'stage', Type: 'string' },
    ]);
  });

  test('When a query is run, Then its results are encrypted and its scan is bounded', () => {
    expect(
      only('AWS::Athena::WorkGroup', ({ properties }) => properties.Name === name.auditWorkgroup).properties,
    ).toMatchObject({
      Name: name.auditWorkgroup,
      WorkGroupConfiguration: {
        EnforceWorkGroupConfiguration: true,
        BytesScannedCutoffPerQuery: 2 ** 40,
        ResultConfiguration: { EncryptionConfiguration: { EncryptionOption: 'SSE_KMS' } },
      },
    });
  });

  test.each(auditQueries)(
    'When $name is looked for, Then it is saved, documented and fits the table',
    ({ name: query, sql }) => {
      expect(
        only('AWS::Athena::NamedQuery', ({ properties }) => properties.Name === query).properties,
      ).toMatchObject({ QueryString: sql, Database: name.auditDatabase, WorkGroup: name.auditWorkgroup });
      expect(readFileSync(`${projectRoot}/docs/auditing.md`, 'utf8')).toContain(sql);
      const known = columns.flatMap((column) => (column ? fieldsOf(`${column.name}:${column.type}`) : []));
      for (const [field] of sql.matchAll(/\bdetail(\.[a-z]+)+/g)) expect(known).toContain(field);
    },
  );
});

describe('Given a JSON schema', () => {
  test.each([
    [{ type: 'string' }, 'string'],
    [{ type: ['string', 'number'] }, 'string'],
    [{ type: 'integer' }, 'int'],
    [
      { properties: { netDays: { type: 'integer' }, code: { type: 'string' } } },
      'struct<netdays:int,code:string>',
    ],
    [{ properties: { outer: { properties: { inner: {} } } } }, 'struct<outer:struct<inner:string>>'],
    [{ patternProperties: { '^[a-z]+$': { type: 'string' } } }, 'map<string,string>'],
  ])('When %j becomes the type of a column, Then that is %s', (schema, type) => {
    expect(hiveType(schema)).toBe(type);
  });
});
