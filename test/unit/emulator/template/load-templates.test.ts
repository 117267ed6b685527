// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Fn::Sub has its placeholders in plain text
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { loadTemplates } from '../../../../emulator/template/load-templates.ts';

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** Writes a cloud assembly of the given stacks, nested one level deep, and loads it. */
function load(stacks: Readonly<Record<string, object>>, account = 'unknown-account') {
  const folder = mkdtempSync(join(tmpdir(), 'assembly-'));
  folders.push(folder);
  const nested = join(folder, 'assembly-cell');
  mkdirSync(nested);
  writeFileSync(
    join(folder, 'manifest.json'),
    JSON.stringify({
      artifacts: { cell: { type: 'cdk:cloud-assembly', properties: { directoryName: 'assembly-cell' } } },
    }),
  );
  const artifacts = Object.fromEntries(
    Object.keys(stacks).map((stack) => [
      stack,
      {
        type: 'aws:cloudformation:stack',
        environment: `aws://${account}/eu-west-1`,
        properties: { templateFile: `${stack}.json`, stackName: stack },
      },
    ]),
  );
  writeFileSync(join(nested, 'manifest.json'), JSON.stringify({ artifacts }));
  for (const [stack, template] of Object.entries(stacks))
    writeFileSync(
      join(nested, `${stack}.json`),
      JSON.stringify({ Metadata: { 'bems:cell': 'test' }, ...template }),
    );
  return loadTemplates(folder);
}

const queue = { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'orders' } };
const queueUrl = 'https://sqs.eu-west-1.amazonaws.com/000000000000/orders';
const queueArn = 'arn:aws:sqs:eu-west-1:000000000000:orders';

/**
 * The value that a property comes to, in a stack with a queue, a condition, a parameter and a
 * mapping.
 */
function resolved(value: unknown, more: object = {}): unknown {
  const template = load({
    stack: {
      Parameters: { Size: { Type: 'String', Default: 'large' }, Secret: { Type: 'String' } },
      Mappings: {
        Limits: { 'eu-west-1': { rate: '10000', size: 5 }, 'us-east-1': { rate: '20000' } },
        Names: { 'eu-west-1': { rate: 'fast' } },
      },
      Conditions: {
        InEurope: { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'eu-west-1'] },
        Elsewhere: { 'Fn::Not': [{ Condition: 'InEurope' }] },
        Both: { 'Fn::And': [{ Condition: 'InEurope' }, { Condition: 'Elsewhere' }] },
        Either: { 'Fn::Or': [{ Condition: 'InEurope' }, { Condition: 'Elsewhere' }] },
      },
      Resources: {
        Orders: queue,
        Bus: { Type: 'AWS::Events::EventBus', Properties: { Name: 'bus' } },
        Subject: { Type: 'AWS::SQS::QueuePolicy', Properties: { value } },
        ...more,
      },
    },
  });
  return template.ofType('AWS::SQS::QueuePolicy')[0]?.properties.value;
}

describe('Given a property with an intrinsic function', () => {
  test.each<[string, unknown, unknown]>([
    ['Ref of a queue', { Ref: 'Orders' }, queueUrl],
    ['Ref of a parameter', { Ref: 'Size' }, 'large'],
    ['Ref of a pseudo parameter', { Ref: 'AWS::AccountId' }, '000000000000'],
    ['Ref of nothing, in a list', ['a', { Ref: 'AWS::NoValue' }], ['a']],
    ['Ref of nothing, in an object', { a: { Ref: 'AWS::NoValue' }, b: 1 }, { b: 1 }],
    ['Fn::GetAtt as a list', { 'Fn::GetAtt': ['Orders', 'Arn'] }, queueArn],
    ['Fn::GetAtt as text', { 'Fn::GetAtt': 'Orders.QueueName' }, 'orders'],
    ['Fn::Join', { 'Fn::Join': ['/', ['a', { Ref: 'Bus' }, 1, true]] }, 'a/bus/1/true'],
    ['Fn::Split', { 'Fn::Split': [':', 'a:b'] }, ['a', 'b']],
    [
      'Fn::Select from Fn::Split',
      { 'Fn::Select': ['5', { 'Fn::Split': [':', { 'Fn::GetAtt': ['Orders', 'Arn'] }] }] },
      'orders',
    ],
    [
      'Fn::Sub',
      { 'Fn::Sub': '${Bus} in ${AWS::Region}: ${Orders.Arn} ${!literal}' },
      `bus in eu-west-1: ${queueArn} \${literal}`,
    ],
    ['Fn::Sub with variables', { 'Fn::Sub': ['${a}-${Size}', { a: { Ref: 'Bus' } }] }, 'bus-large'],
    ['Fn::If, true', { 'Fn::If': ['InEurope', 'yes', 'no'] }, 'yes'],
    ['Fn::If, false', { 'Fn::If': ['Both', 'yes', { Ref: 'Size' }] }, 'large'],
    ['Fn::If with Fn::Or', { 'Fn::If': ['Either', 'yes', 'no'] }, 'yes'],
    ['Fn::FindInMap', { 'Fn::FindInMap': ['Limits', { Ref: 'AWS::Region' }, 'rate'] }, '10000'],
    ['Fn::FindInMap, another key', { 'Fn::FindInMap': ['Limits', 'us-east-1', 'rate'] }, '20000'],
    ['Fn::FindInMap, another value', { 'Fn::FindInMap': ['Limits', 'eu-west-1', 'size'] }, 5],
    ['Fn::FindInMap, another map', { 'Fn::FindInMap': ['Names', 'eu-west-1', 'rate'] }, 'fast'],
    ['Fn::If with Fn::Not', { 'Fn::If': ['Elsewhere', 'yes', 'no'] }, 'no'],
    ['Fn::Base64', { 'Fn::Base64': 'text' }, 'dGV4dA=='],
    [
      'a key of IAM that only looks like one',
      [{ Condition: { Bool: true } }],
      [{ Condition: { Bool: true } }],
    ],
  ])('%s resolves as in CloudFormation', (_, value, expected) => {
    expect(resolved(value)).toEqual(expected);
  });

  test.each<[string, unknown, RegExp]>([
    [
      'an unknown function',
      { 'Fn::Cidr': ['10.0.0.0/8', 1, 8] },
      /stack\.Subject\.value: the intrinsic function Fn::Cidr is not supported/,
    ],
    ['a Ref to nothing', { Ref: 'Nobody' }, /there is no resource Nobody/],
    [
      'an attribute nobody knows',
      { 'Fn::GetAtt': ['Orders', 'Colour'] },
      /Fn::GetAtt Orders\.Colour is not known of AWS::SQS::Queue/,
    ],
    ['a parameter without default', { Ref: 'Secret' }, /the parameter Secret has no default/],
    ['a condition nobody declared', { 'Fn::If': ['Sunny', 1, 2] }, /there is no condition Sunny/],
    ['an import nobody exports', { 'Fn::ImportValue': 'other:Arn' }, /no stack exports other:Arn/],
    [
      'an item out of range',
      { 'Fn::Select': [3, ['a']] },
      /stack\.Subject\.value\.Fn::Select: there is no item 3/,
    ],
    ['an object to join', { 'Fn::Join': ['', [{ a: 1 }]] }, /stack\.Subject\.value\.Fn::Join: text expected/],
    ['text to select from', { 'Fn::Select': [0, 'a'] }, /value\.Fn::Select: a list expected, not "a"/],
    ['a dynamic reference', '{{resolve:secretsmanager:key}}', /stack\.Subject\.value: dynamic references/],
    ['a missing map', { 'Fn::FindInMap': ['Sizes', 'a', 'b'] }, /has no Sizes/],
    [
      'a missing key of a map',
      { 'Fn::FindInMap': ['Limits', 'mars', 'rate'] },
      /stack\.Mappings\.Limits has no mars/,
    ],
    [
      'a missing value of a map',
      { 'Fn::FindInMap': ['Limits', 'eu-west-1', 'burst'] },
      /stack\.Mappings\.Limits\.eu-west-1 has no burst/,
    ],
  ])('%s fails the loading, by name', (_, value, error) => {
    expect(() => resolved(value)).toThrow(error);
  });

  test('a reference to a resource of an unknown type fails, naming both', () => {
    const more = { Robot: { Type: 'AWS::RoboMaker::Robot' } };
    expect(() => resolved({ Ref: 'Robot' }, more)).toThrow(
      /Robot is referred to, but what Ref gives for AWS::RoboMaker::Robot is not known/,
    );
  });
});

describe('Given several stacks', () => {
  test('an import gets the value of the export, whichever stack comes first', () => {
    const template = load({
      consumer: {
        Resources: {
          Subject: {
            Type: 'AWS::SQS::QueuePolicy',
            Properties: { arn: { 'Fn::ImportValue': 'producer:Arn' } },
          },
        },
      },
      producer: {
        Resources: { Orders: queue },
        Outputs: {
          Arn: {
            Value: { 'Fn::GetAtt': ['Orders', 'Arn'] },
            Export: { Name: { 'Fn::Sub': '${AWS::StackName}:Arn' } },
          },
        },
      },
    });
    expect(template.ofType('AWS::SQS::QueuePolicy')[0]?.properties).toEqual({ arn: queueArn });
  });

  test('a resource whose condition does not hold is not made', () => {
    const template = load({
      stack: {
        Conditions: { Never: { 'Fn::Equals': ['a', 'b'] } },
        Resources: { Orders: { ...queue, Condition: 'Never' } },
      },
    });
    expect(template.resources).toEqual([]);
  });

  test('resources are of the account that the stacks are for, if there is one', () => {
    const policy = { Type: 'AWS::SQS::QueuePolicy', Properties: { value: { Ref: 'AWS::AccountId' } } };
    const template = load({ stack: { Resources: { Orders: queue, Policy: policy } } }, '111122223333');
    expect(template.accountId).toBe('111122223333');
    expect(template.resources.map(({ arn, properties }) => arn ?? properties.value)).toEqual([
      'arn:aws:sqs:eu-west-1:111122223333:orders',
      '111122223333',
    ]);
    expect(load({ stack: { Resources: {} } }).accountId).toBe('000000000000');
  });

  test('an output that is not exported is let be', () => {
    const outputs = { Url: { Value: 'https://example.com' } };
    expect(load({ stack: { Resources: { Orders: queue }, Outputs: outputs } }).resources).toHaveLength(1);
  });

  test('resources of unknown types are kept', () => {
    const template = load({
      stack: { Resources: { Robot: { Type: 'AWS::RoboMaker::Robot', Properties: { Name: 'r' } } } },
    });
    expect(template.resources).toMatchObject([
      { logicalId: 'Robot', stack: 'stack', properties: { Name: 'r' } },
    ]);
  });

  test('a ref or an ARN finds a resource; where two share it, with the type', () => {
    const template = load({
      stack: {
        Resources: {
          Orders: queue,
          Bus: { Type: 'AWS::Events::EventBus', Properties: { Name: 'same' } },
          Archive: { Type: 'AWS::Events::Archive', Properties: { ArchiveName: 'same' } },
        },
      },
    });
    expect(template.find(queueUrl)?.logicalId).toBe('Orders');
    expect(template.find(queueArn)?.logicalId).toBe('Orders');
    expect(template.find('nobody')).toBeUndefined();
    expect(template.find('same', 'AWS::Events::Archive')?.logicalId).toBe('Archive');
    expect(() => template.find('same')).toThrow(/same is more than one resource: .*Bus.*Archive/);
  });

  test('generated names are the same at every load, with .fifo where it belongs', () => {
    const stacks = {
      stack: { Resources: { Nameless: { Type: 'AWS::SQS::Queue', Properties: { FifoQueue: true } } } },
    };
    const [first, second] = [load(stacks), load(stacks)];
    expect(first.resources).toEqual(second.resources);
    expect(first.resources[0]?.arn).toMatch(/:stack-Nameless-[0-9A-F]{12}\.fifo$/);
  });

  test('two resources named after each other fail the loading', () => {
    const named = (other: string) => ({
      Type: 'AWS::SQS::Queue',
      Properties: { QueueName: { 'Fn::GetAtt': [other, 'QueueName'] } },
    });
    expect(() => load({ stack: { Resources: { A: named('B'), B: named('A') } } })).toThrow(
      /A refers to itself/,
    );
  });

  test('a folder without an assembly fails the loading and says what to do', () => {
    const folder = mkdtempSync(join(tmpdir(), 'assembly-'));
    folders.push(folder);
    expect(() => loadTemplates(folder)).toThrow(/manifest\.json cannot be read; synthesize the stacks/);
  });
});
