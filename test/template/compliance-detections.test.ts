import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { compilePattern } from '../../emulator/messaging/patterns/event-pattern.ts';
import { detections } from '../../infra/compliance/detections.ts';
import { everyday, toBeTold } from './compliance-samples.ts';
import { regionOf, synthesizeBaseline } from './compliance-synthesis.ts';

const templates = synthesizeBaseline();
const home = regionOf(templates, 'eu-west-1');
const global = regionOf(templates, 'us-east-1');

/** The rules of a template by the detection their alert names. */
function rulesOf(template: typeof home) {
  return Object.values(template.findResources('AWS::Events::Rule')).map(({ Properties: properties }) => {
    const [target, ...others] = properties.Targets;
    expect(others).toEqual([]);
    const [, name] = /^"([a-z-]+):/.exec(target.InputTransformer.InputTemplate) ?? [];
    return { name, properties, target, matches: compilePattern(properties.EventPattern) };
  });
}

const rules = rulesOf(global);

describe('Given the detections of an account in us-east-1', () => {
  test.each(toBeTold)('When %s is to be told because %s, Then that rule alone matches', (name, _, event) => {
    expect(rules.filter(({ matches }) => matches(event)).map((rule) => rule.name)).toEqual([name]);
  });

  test.each(everyday)('When %s, Then no rule matches', (_, event) => {
    expect(rules.filter(({ matches }) => matches(event))).toEqual([]);
  });

  test('When all are told, Then every detection was', () => {
    expect(new Set(toBeTold.map(([name]) => name))).toEqual(new Set(detections.map(({ name }) => name)));
  });

  test('When CloudTrail counts a call as reading, Then the rules for root still see it', () => {
    const reading = rules.filter(
      ({ properties }) => properties.State === 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS',
    );
    expect(reading.map(({ name }) => name)).toEqual(['root-use', 'assume-root']);
    for (const { properties } of rules) expect(properties.State).toMatch(/^ENABLED/);
  });

  test('When an alert names a heading, Then docs/compliance.md has it', () => {
    const headings = readFileSync(new URL('../../docs/compliance.md', import.meta.url), 'utf8').match(
      /(?<=^### ).+$/gm,
    );
    expect(headings).toEqual(expect.arrayContaining(detections.map(({ name }) => name)));
    expect(headings).toContain('An alert that did not arrive');
  });

  test('When one matches, Then the alert says who, where, when and what to do', () => {
    const [topic] = Object.keys(global.findResources('AWS::SNS::Topic'));
    const [queue] = Object.keys(global.findResources('AWS::SQS::Queue'));
    for (const { name, target } of rules) {
      expect(target.Arn).toEqual({ Ref: topic });
      expect(target.DeadLetterConfig).toEqual({ Arn: { 'Fn::GetAtt': [queue, 'Arn'] } });
      const { InputPathsMap: paths, InputTemplate: text } = target.InputTransformer;
      const used = [...text.matchAll(/<(\w+)>/g)].map(([, path]) => path);
      expect(used.sort()).toEqual(Object.keys(paths).sort());
      expect(text).toContain(`docs/compliance.md#${name}`);
      for (const line of text.split('\n')) expect(() => JSON.parse(line)).not.toThrow();
    }
  });
});

describe('Given the detections of an account in another Region', () => {
  test('When rules are made there, Then those for us-east-1 alone are left out', () => {
    expect(rulesOf(home).map(({ name }) => name)).toEqual(
      detections.filter(({ where }) => where === 'everywhere').map(({ name }) => name),
    );
  });

  test('When the account lists no us-east-1, Then it still has detections there', () => {
    expect([...templates.keys()]).toEqual(['eu-west-1', 'us-east-1']);
    global.resourceCountIs('AWS::Config::ConfigRule', 0);
    global.resourceCountIs('AWS::Config::ConfigurationRecorder', 0);
    global.resourceCountIs('AWS::CloudTrail::Trail', 0);
  });
});

describe('Given the topic of security alerts', () => {
  test('When it is made, Then it is encrypted with our key and takes TLS only', () => {
    const [key] = Object.entries(global.findResources('AWS::KMS::Key')).filter(([id]) =>
      id.includes('Topics'),
    );
    global.hasResourceProperties('AWS::SNS::Topic', { KmsMasterKeyId: { 'Fn::GetAtt': [key?.[0], 'Arn'] } });
    const statements = Object.values(global.findResources('AWS::SNS::TopicPolicy')).flatMap(
      ({ Properties: properties }) => properties.PolicyDocument.Statement,
    );
    expect(statements).toContainEqual(
      expect.objectContaining({
        Effect: 'Deny',
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      }),
    );
    const publishers = statements
      .filter(({ Effect: effect }) => effect === 'Allow')
      .flatMap(({ Principal: principal }) => principal.Service);
    expect(publishers.sort()).toEqual(['cloudwatch.amazonaws.com', 'events.amazonaws.com']);
  });

  test('When an alert cannot be sent to a contact, Then it waits and an alarm rings', () => {
    const subscriptions = Object.values(global.findResources('AWS::SNS::Subscription')).map(
      ({ Properties: properties }) => properties,
    );
    expect(subscriptions.map(({ Endpoint: endpoint }) => endpoint)).toEqual([
      'security@example.com',
      'soc@example.com',
    ]);
    for (const { RedrivePolicy: policy } of subscriptions) expect(policy.deadLetterTargetArn).toBeDefined();
    global.hasResourceProperties('AWS::CloudWatch::Alarm', {
      Namespace: 'AWS/SQS',
      MetricName: 'ApproximateNumberOfMessagesVisible',
      Threshold: 0,
      ComparisonOperator: 'GreaterThanThreshold',
    });
  });

  test('When the key of the topic fails, Then the queue for undelivered alerts works', () => {
    global.hasResourceProperties('AWS::SQS::Queue', { SqsManagedSseEnabled: true });
  });
});
