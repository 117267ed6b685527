import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import { CellStage } from '../../infra/cell-stage.ts';
import { ownsAccountSettings } from '../../infra/cells/account-owner.ts';
import type { Cell } from '../../infra/cells/cell.ts';
import { producersOf } from '../../infra/cells/producers.ts';
import { newApp } from '../../infra/new-app.ts';
import { batchExample } from '../../schemas/examples.ts';
import { stages } from '../../schemas/stages.ts';
import { keptOnceMade } from './kept.ts';
import { opensLinks } from './link-page.ts';
import { cellNamed, synthesize, testApp } from './synthesis.ts';

const cells = [synthesize(cellNamed('eu-1')), synthesize(cellNamed('ap-1'))];

/** The properties of the only resource of that type. */
function only(template: Template, type: string) {
  const resources = Object.values(template.findResources(`AWS::${type}`));
  expect(resources, type).toHaveLength(1);
  return resources[0]?.Properties;
}

describe.each(cells)('Given the firewall of $cell.name', ({ cell, stateless }) => {
  const { Rules: rules, ...webAcl } = only(stateless, 'WAFv2::WebACL');
  const rule = (name: string) => rules.find(({ Name }: { Name: string }) => Name === name);
  const statement = (name: string) => rule(name)?.Statement;

  test('When a request comes, Then the firewall stands before the stage of the API', () => {
    const [stageId] = Object.keys(stateless.findResources('AWS::ApiGateway::Stage'));
    stateless.hasResourceProperties('AWS::WAFv2::WebACLAssociation', {
      ResourceArn: { 'Fn::Join': ['', Match.arrayWith(['/stages/', { Ref: stageId }])] },
      WebACLArn: { 'Fn::GetAtt': [Object.keys(stateless.findResources('AWS::WAFv2::WebACL'))[0], 'Arn'] },
    });
    expect(webAcl).toMatchObject({ Scope: 'REGIONAL', DefaultAction: { Allow: {} } });
  });

  test('When a body is larger than what the firewall reads, Then the answer is a 413', () => {
    expect(webAcl.AssociationConfig.RequestBody.API_GATEWAY.DefaultSizeInspectionLimit).toBe('KB_64');
    expect(statement('body-too-large')).toEqual({
      SizeConstraintStatement: {
        FieldToMatch: { Body: { OversizeHandling: 'MATCH' } },
        ComparisonOperator: 'GT',
        Size: 64 * 1024,
        TextTransformations: [{ Priority: 0, Type: 'NONE' }],
      },
    });
    const { ResponseCode: status, CustomResponseBodyKey: body } =
      rule('body-too-large').Action.Block.CustomResponse;
    expect(status).toBe(413);
    expect(JSON.parse(webAcl.CustomResponseBodies[body].Content)).toMatchObject({ code: 'BODY_TOO_LARGE' });
    expect(
      statement('AWSManagedRulesCommonRuleSet').ManagedRuleGroupStatement.RuleActionOverrides,
    ).toContainEqual({ Name: 'SizeRestrictions_BODY', ActionToUse: { Count: {} } });
  });

  test('When ten events with every field are sent together, Then they fit', () => {
    const attributes = Object.fromEntries(
      Array.from({ length: 20 }, (_, index) => [`name${index}`, 'x'.repeat(200)]),
    );
    const events = Array.from({ length: 10 }, () => ({ ...batchExample.events[0], attributes }));
    expect(Buffer.byteLength(JSON.stringify({ events }))).toBeLessThan(64 * 1024);
  });

  test('When a producer or an address ignores its throttle, Then it is blocked with 429', () => {
    const rates = producersOf(cell).map(({ rate }) => rate);
    const perKey = statement('too-fast-per-key').RateBasedStatement;
    expect(perKey).toMatchObject({
      AggregateKeyType: 'CUSTOM_KEYS',
      CustomKeys: [{ Header: { Name: 'x-api-key', TextTransformations: [{ Type: 'MD5' }] } }],
    });
    expect(perKey.Limit / perKey.EvaluationWindowSec).toBeGreaterThan(Math.max(...rates));
    const perAddress = statement('too-fast-per-address').RateBasedStatement;
    expect(perAddress.AggregateKeyType).toBe('IP');
    expect(perAddress.Limit / perAddress.EvaluationWindowSec).toBeGreaterThan(cell.peakEventsPerSecond);
    for (const name of ['too-fast-per-key', 'too-fast-per-address'])
      expect(rule(name).Action.Block.CustomResponse).toMatchObject({
        ResponseCode: 429,
        ResponseHeaders: [{ Name: 'Retry-After', Value: '60' }],
      });
  });

  test.each([
    'AWSManagedRulesAmazonIpReputationList',
    'AWSManagedRulesCommonRuleSet',
    'AWSManagedRulesKnownBadInputsRuleSet',
  ])('When a request looks like an attack, Then %s blocks it', (name) => {
    expect(statement(name).ManagedRuleGroupStatement).toMatchObject({ VendorName: 'AWS', Name: name });
    expect(rule(name).OverrideAction).toEqual({ None: {} });
  });

  test('When rules are listed, Then each has a priority and a metric, and no samples', () => {
    expect(rules.map(({ Priority }: { Priority: number }) => Priority)).toEqual(
      rules.map((_: unknown, index: number) => index),
    );
    for (const { VisibilityConfig: visibility } of [...rules, webAcl])
      expect(visibility).toMatchObject({ CloudWatchMetricsEnabled: true, SampledRequestsEnabled: false });
  });

  test('When a request is blocked, Then that is logged without its key and its signature', () => {
    const logging = only(stateless, 'WAFv2::LoggingConfiguration');
    expect(logging.RedactedFields).toEqual([
      { SingleHeader: { Name: 'x-api-key' } },
      { SingleHeader: { Name: 'authorization' } },
      { QueryString: {} },
    ]);
    expect(logging.LoggingFilter.DefaultBehavior).toBe('DROP');
    expect(JSON.stringify(logging.LogDestinationConfigs)).not.toContain(':*');
    stateless.hasResource('AWS::Logs::LogGroup', {
      Properties: {
        LogGroupName: `aws-waf-logs-${cell.prefix}invoices`,
        RetentionInDays: cell.retention.accessLogDays,
        KmsKeyId: Match.anyValue(),
      },
      ...keptOnceMade,
    });
  });
});

describe.each(cells)('Given the API of $cell.name', ({ cell, stateless }) => {
  const stage = only(stateless, 'ApiGateway::Stage');

  test('When a request is answered, Then a line of JSON says who, where and the outcome', () => {
    expect(JSON.parse(stage.AccessLogSetting.Format)).toMatchObject({
      requestId: '$context.requestId',
      time: '$context.requestTime',
      apiKeyId: '$context.identity.apiKeyId',
      method: '$context.httpMethod',
      route: '$context.resourcePath',
      status: '$context.status',
      latencyMs: '$context.responseLatency',
      bytes: '$context.responseLength',
      errorType: '$context.error.responseType',
      firewall: '$context.wafResponseCode',
      traceId: '$context.xrayTraceId',
    });
    stateless.hasResource('AWS::Logs::LogGroup', {
      Properties: {
        LogGroupName: `/aws/apigateway/${cell.prefix}invoices`,
        RetentionInDays: cell.retention.accessLogDays,
        KmsKeyId: Match.anyValue(),
      },
      ...keptOnceMade,
    });
  });

  test('When a request is answered, Then neither its body nor its key is logged', () => {
    for (const variable of [
      '$context.path',
      '$context.identity.apiKey"',
      'message',
      'validationError',
      'Override',
      'userAgent',
    ])
      expect(stage.AccessLogSetting.Format).not.toContain(variable);
    for (const setting of stage.MethodSettings)
      expect(setting).toMatchObject({ DataTraceEnabled: false, LoggingLevel: 'OFF' });
  });

  test('When a request comes, Then it is traced, measured and throttled by route', () => {
    expect(stage.TracingEnabled).toBe(true);
    const settings = new Map<string, { ThrottlingRateLimit: number; MetricsEnabled: boolean }>(
      stage.MethodSettings.map((setting: { ResourcePath: string; HttpMethod: string }) => [
        `${setting.HttpMethod} ${setting.ResourcePath.replaceAll('~1', '/').replace('//', '/')}`,
        setting,
      ]),
    );
    expect([...settings.keys()]).toHaveLength(stage.MethodSettings.length);
    const peak = cell.peakEventsPerSecond * (1 + cell.growth);
    for (const route of ['* /*', ...stages.map((name) => `POST /invoices/${name}`)])
      expect(settings.get(route)?.ThrottlingRateLimit, route).toBeGreaterThan(peak);
    expect(settings.get('GET /invoices/{invoiceId}')?.ThrottlingRateLimit).toBeLessThan(peak);
    for (const { MetricsEnabled } of settings.values()) expect(MetricsEnabled).toBe(true);
  });

  test('When the bus answers with any error, Then no client is told 2xx', () => {
    const posts = Object.values(stateless.findResources('AWS::ApiGateway::Method')).filter(
      (one) => one.Properties.HttpMethod === 'POST' && !opensLinks(one),
    );
    expect(posts).toHaveLength(stages.length);
    for (const { Properties: method } of posts) {
      const replies: { SelectionPattern?: string; StatusCode: string }[] =
        method.Integration.IntegrationResponses;
      for (let status = 400; status < 600; status += 1) {
        const reply = replies.find(
          ({ SelectionPattern: pattern }) => pattern && new RegExp(`^(?:${pattern})$`).test(String(status)),
        );
        expect(Number(reply?.StatusCode), String(status)).toBeGreaterThanOrEqual(400);
      }
      expect(method.Integration.PassthroughBehavior).toBe('NEVER');
    }
  });

  test('When somebody asks whose key it was, Then the output says so by key id', () => {
    const output = JSON.stringify(stateless.findOutputs('Producers'));
    for (const { name } of producersOf(cell)) expect(output).toContain(name);
  });

  test('When a cell is alone in its account and Region, Then API Gateway may log there', () => {
    stateless.hasResource('AWS::ApiGateway::Account', { DeletionPolicy: 'Retain' });
    const [account] = Object.keys(stateless.findResources('AWS::ApiGateway::Account'));
    stateless.hasResource('AWS::ApiGateway::Stage', { DependsOn: Match.arrayWith([account]) });
  });
});

describe('Given a cell with mutual TLS', () => {
  const [{ cell, stateless } = synthesize(cellNamed('eu-1'))] = cells;

  test('When a client calls, Then it has to show a certificate; there is no other way', () => {
    expect(cell.auth).toBe('mtls');
    stateless.hasResourceProperties('AWS::ApiGateway::DomainName', {
      DomainName: cell.domain?.name,
      SecurityPolicy: 'TLS_1_2',
      MutualTlsAuthentication: { TruststoreUri: cell.domain?.trustStore },
    });
    stateless.hasResourceProperties('AWS::ApiGateway::RestApi', { DisableExecuteApiEndpoint: true });
    stateless.resourceCountIs('AWS::ApiGateway::BasePathMapping', 1);
  });

  test('When its trust store has a version, Then that one is taken', () => {
    const trustStore = cell.domain?.trustStore ?? '';
    const domain = { name: 'a.example.com', trustStore, trustStoreVersion: 'v-2' };
    Template.fromStack(new CellStage(testApp(), { ...cell, domain }).stateless).hasResourceProperties(
      'AWS::ApiGateway::DomainName',
      { MutualTlsAuthentication: { TruststoreUri: trustStore, TruststoreVersion: 'v-2' } },
    );
  });

  test('When its certificate is not given at synthesis, Then CloudFormation asks for it', () => {
    const app = newApp({
      context: { 'aws:cdk:bundling-stacks': [] },
      builtinCloudFormationValidation: false,
    });
    const template = Template.fromStack(new CellStage(app, cell).stateless);
    const [parameter] = Object.keys(
      template.findParameters('*', { AllowedPattern: Match.stringLikeRegexp(':acm:') }),
    );
    expect(parameter).toBeDefined();
    template.hasResourceProperties('AWS::ApiGateway::DomainName', {
      RegionalCertificateArn: { Ref: parameter },
    });
  });
});

describe('Given a cell whose requests are signed', () => {
  const stateless = cells.find(({ cell }) => cell.auth === 'iam')?.stateless;

  test('When a client calls, Then it has to sign, and is told so when it does not', () => {
    stateless?.hasResourceProperties('AWS::ApiGateway::RestApi', {
      SecurityPolicy: Match.stringLikeRegexp('^SecurityPolicy_TLS13_1_2_'),
    });
    for (const method of Object.values(stateless?.findResources('AWS::ApiGateway::Method') ?? {}))
      if (!opensLinks(method))
        expect(method.Properties).toMatchObject({ AuthorizationType: 'AWS_IAM', ApiKeyRequired: true });
    for (const type of [
      'MISSING_AUTHENTICATION_TOKEN',
      'INVALID_SIGNATURE',
      'EXPIRED_TOKEN',
      'ACCESS_DENIED',
    ])
      stateless?.hasResourceProperties('AWS::ApiGateway::GatewayResponse', {
        ResponseType: type,
        StatusCode: '403',
      });
  });
});

describe('Given a cell that asks for an API key alone', () => {
  const warningsOf = (cell: Cell) =>
    Annotations.fromStack(new CellStage(testApp(), cell).stateless).findWarning('*', Match.anyValue());
  const { apiKeyAloneBecause: _, ...withoutReason } = cellNamed('local');

  test('When it gives no reason, Then synthesis warns', () => {
    expect(JSON.stringify(warningsOf(withoutReason))).toMatch(/cell local: an API key alone does not prove/);
  });

  test('When it gives its reason, Then synthesis is silent', () => {
    expect(warningsOf(cellNamed('local'))).toEqual([]);
  });
});

describe('Given cells that share an account and a Region', () => {
  const first = cellNamed('eu-1');
  const second = { ...first, name: 'eu-2', prefix: 'eu-2-' };

  test('When both are deployed, Then only the first makes what the account has once', () => {
    expect([first, second].filter((cell) => ownsAccountSettings(cell, [first, second]))).toEqual([first]);
    const elsewhere = { ...second, account: 'elsewhere' };
    expect(ownsAccountSettings(elsewhere, [first, elsewhere])).toBe(true);
    Template.fromStack(new CellStage(testApp(), second).stateless).resourceCountIs(
      'AWS::ApiGateway::Account',
      0,
    );
  });
});
