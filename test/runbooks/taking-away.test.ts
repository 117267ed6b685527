import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readStacks } from '../../emulator/template/assembly.ts';
import { CellStage } from '../../infra/cell-stage.ts';
import { firstCell } from '../../infra/cells/examples.ts';
import { isObject, type JsonValue } from '../../lib/json.ts';
import { onlyTheseCredentials } from '../contract/bems-command.ts';
import { type Moto, motoAvailable, startMoto } from '../contract/moto.ts';
import { at, textAt } from '../template/invariants/resources.ts';
import { testApp } from '../template/synthesis.ts';
import { sectionOf } from '../unit/docs/pages.ts';
import { openShell, type Shell } from './shell.ts';

interface Kept {
  readonly type: string;
  readonly id: string;
  readonly properties: JsonValue | undefined;
}

/** What stays when the stacks of the cell are deleted. */
const kept = readStacks(new CellStage(testApp(), firstCell).synth().directory).flatMap(({ template }) =>
  Object.entries(isObject(template.Resources) ? template.Resources : {}).flatMap(([id, resource]): Kept[] => {
    const [type, policy] = [textAt(resource, 'Type'), textAt(resource, 'DeletionPolicy')];
    const stays = type !== undefined && policy !== undefined && policy !== 'Delete';
    return stays ? [{ type, id, properties: at(resource, 'Properties') }] : [];
  }),
);

/** How moto gets one of a kind, with something in it. */
const made: Readonly<Record<string, (resource: Kept) => string>> = {
  'AWS::KMS::Key': () => '',
  'AWS::DynamoDB::Table': ({ properties }) =>
    `aws dynamodb create-table --table-name ${textAt(properties, 'TableName')} --billing-mode PAY_PER_REQUEST \
      --attribute-definitions AttributeName=pk,AttributeType=S --key-schema AttributeName=pk,KeyType=HASH \
      --sse-specification Enabled=true,SSEType=KMS,KMSMasterKeyId=$KEY`,
  'AWS::S3::Bucket': ({ id }) => {
    const bucket = `first-stateful-${id.toLowerCase()}-x7`;
    const object = `--bucket ${bucket} --key a/b`;
    return [
      `aws s3api create-bucket --bucket ${bucket} --create-bucket-configuration LocationConstraint=eu-west-1`,
      `aws s3api put-bucket-versioning --bucket ${bucket} --versioning-configuration Status=Enabled`,
      ...[`aws s3api put-object ${object}`, `aws s3api put-object ${object}`],
      `aws s3api delete-object ${object}`,
    ].join('\n');
  },
  'AWS::Glue::Database': ({ properties }) =>
    `aws glue create-database --database-input Name=${textAt(properties, 'DatabaseInput', 'Name')}`,
  // Goes with its database.
  'AWS::Glue::Table': () => '',
  'AWS::Logs::LogGroup': ({ properties }) =>
    `aws logs create-log-group --log-group-name ${textAt(properties, 'LogGroupName')}`,
  // Goes with its group.
  'AWS::Logs::LogStream': () => '',
  'AWS::Events::Archive': ({ properties }) =>
    `aws events create-archive --archive-name ${textAt(properties, 'ArchiveName')} \
      --event-source-arn arn:aws:events:eu-west-1:123456789012:event-bus/default`,
  // The page says that these stay.
  'AWS::IAM::Role': () => '',
  'AWS::ApiGateway::Account': () => '',
};

const section = sectionOf('docs/deploying.md', '## From a new account to an event on a dashboard');
const [, script = ''] = /```sh\n(KEY_ARN=[\s\S]*?)```/.exec(section) ?? [];

describe.runIf(motoAvailable())('Given what stays of the first cell when it is destroyed', () => {
  let moto: Moto;
  let shell: Shell;

  beforeAll(async () => {
    onlyTheseCredentials();
    moto = await startMoto();
    const variables = { API: '', AWS_ENDPOINT_URL: moto.client.endpoint };
    shell = await openShell('export AWS_DEFAULT_REGION=eu-west-1', variables);
  }, 60_000);
  afterAll(async () => {
    await shell?.stop();
    await moto?.stop();
  });

  test('When the page’s commands are run, Then nothing of it is left', { timeout: 120_000 }, async () => {
    const left = async (...commands: readonly string[]) =>
      (await shell.run(commands.join('\n'))).split(/\s+/).filter((word) => word !== '' && word !== 'None');
    const everything = [
      'aws dynamodb list-tables --query TableNames --output text',
      'aws s3api list-buckets --query Buckets[].Name --output text',
      'aws glue get-databases --query DatabaseList[].Name --output text',
      'aws logs describe-log-groups --query logGroups[].logGroupName --output text',
      'aws events list-archives --query Archives[].ArchiveName --output text',
    ];
    await shell.run(
      [
        'KEY=$(aws kms create-key --query KeyMetadata.Arn --output text)',
        // One that is somebody else's.
        'aws s3api create-bucket --bucket first-other --create-bucket-configuration LocationConstraint=eu-west-1',
        ...kept.map((resource) => {
          const make = made[resource.type];
          if (!make) throw new Error(`${resource.type} stays, and nothing says how to delete it`);
          return make(resource);
        }),
      ].join('\n'),
    );
    expect(await left(...everything)).toHaveLength(
      kept.filter(({ type }) => listed.includes(type)).length + 1,
    );
    expect(await left('aws kms list-keys --query Keys[].KeyId --output text')).toHaveLength(
      kept.filter(({ type }) => type === 'AWS::KMS::Key').length,
    );

    await shell.run(script);
    expect(await left(...everything)).toEqual(['first-other']);
    const [key] = await left('aws kms list-keys --query Keys[].KeyId --output text');
    expect(
      await left(`aws kms describe-key --key-id ${key} --query KeyMetadata.KeyState --output text`),
    ).toEqual(['PendingDeletion']);
  });
});

/** Of which an account has a list of what there is. */
const listed: readonly string[] = [
  ...['AWS::DynamoDB::Table', 'AWS::S3::Bucket', 'AWS::Glue::Database'],
  ...['AWS::Logs::LogGroup', 'AWS::Events::Archive'],
];
