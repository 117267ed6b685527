import { describe, expect, test } from 'vitest';
import type { ApiResource, ApiTemplate } from '../../../../emulator/gateway/api-template.ts';
import { bodyLimitOf } from '../../../../emulator/gateway/firewall.ts';

type Rule = Readonly<Record<string, unknown>>;

const arn = 'arn:aws:wafv2:eu-west-1:000000000000:regional/webacl/acl/1';
const stageArn = 'arn:aws:apigateway:eu-west-1::/restapis/api/stages/live';

const sizeRule = (size: number, body = 'too-large'): Rule => ({
  Statement: {
    SizeConstraintStatement: {
      FieldToMatch: { Body: { OversizeHandling: 'MATCH' } },
      ComparisonOperator: 'GT',
      Size: size,
    },
  },
  Action: {
    Block: {
      CustomResponse: {
        ResponseCode: 413,
        CustomResponseBodyKey: body,
        ResponseHeaders: [{ Name: 'Retry-After', Value: '9' }],
      },
    },
  },
});

/** A template with a web ACL of these rules before the stage. */
function template(rules: readonly Rule[], associated = stageArn): ApiTemplate {
  const resources: Readonly<Record<string, ApiResource>> = {
    'AWS::WAFv2::WebACL': {
      logicalId: 'WebAcl',
      physicalId: 'acl|1|REGIONAL',
      arn,
      properties: JSON.parse(
        JSON.stringify({
          Rules: rules,
          CustomResponseBodies: { 'too-large': { ContentType: 'APPLICATION_JSON', Content: '{"code":"X"}' } },
        }),
      ),
    },
    'AWS::WAFv2::WebACLAssociation': {
      logicalId: 'Association',
      physicalId: 'association',
      properties: { ResourceArn: associated, WebACLArn: arn },
    },
  };
  return {
    region: 'eu-west-1',
    accountId: '000000000000',
    ofType: (type) => (resources[type] ? [resources[type]] : []),
  };
}

const limitOf = (given: ApiTemplate) => bodyLimitOf(given, 'api', 'live');

describe('Given a web ACL before the stage', () => {
  test('When it limits bodies, Then the limit and its answer are known', () => {
    expect(limitOf(template([sizeRule(1_000)]))).toEqual({
      mostBytes: 1_000,
      reply: {
        status: 413,
        headers: { 'content-type': 'application/json', 'retry-after': '9' },
        body: '{"code":"X"}',
      },
    });
  });

  test('When it limits bodies twice, Then the lower limit holds', () => {
    expect(limitOf(template([sizeRule(2_000), sizeRule(1_000)]))?.mostBytes).toBe(1_000);
  });

  test('When it has rules of AWS and rates, Then they are left out', () => {
    const rules = [
      {
        Statement: { ManagedRuleGroupStatement: { VendorName: 'AWS', Name: 'AWSManagedRulesCommonRuleSet' } },
      },
      { Statement: { RateBasedStatement: { Limit: 10, AggregateKeyType: 'IP' } } },
    ];
    expect(limitOf(template(rules))).toBeUndefined();
  });

  test('When it has a rule of another kind, Then the cell does not start without it', () => {
    const geography = { Statement: { GeoMatchStatement: { CountryCodes: ['CH'] } } };
    expect(() => limitOf(template([geography]))).toThrow(
      /WebAcl\.Rules\[0\] is no rule that can be run here/,
    );
  });

  test('When it blocks with an answer that is not there, Then the cell does not start', () => {
    expect(() => limitOf(template([sizeRule(1_000, 'nowhere')]))).toThrow(/nowhere\.ContentType is missing/);
  });
});

describe('Given a web ACL before another stage', () => {
  test('Then it limits nothing here', () => {
    expect(limitOf(template([sizeRule(1_000)], stageArn.replace('live', 'test')))).toBeUndefined();
  });
});
