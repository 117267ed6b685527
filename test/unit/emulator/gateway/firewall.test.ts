import { describe, expect, test } from 'vitest';
import { readBodyLimit } from '../../../../emulator/gateway/definition/firewall.ts';
import type { CellTemplate } from '../../../../emulator/template/cell-template.ts';
import type { JsonObject } from '../../../../lib/json.ts';
import { resource, templateOf } from '../resources.ts';

type Rule = JsonObject;

const arn = 'arn:aws:wafv2:eu-west-1:000000000000:regional/webacl/acl/1';
const stageArn = 'arn:aws:apigateway:eu-west-1::/restapis/api/stages/live';

function sizeRule(size: number, body = 'too-large'): Rule {
  return {
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
  };
}

/** Templates with a web ACL of these rules in front of the stage. */
function template(rules: readonly Rule[], associated = stageArn): CellTemplate {
  const webAcl: JsonObject = {
    Scope: 'REGIONAL',
    DefaultAction: { Allow: {} },
    Rules: rules,
    CustomResponseBodies: { 'too-large': { ContentType: 'APPLICATION_JSON', Content: '{"code":"X"}' } },
  };
  return templateOf([
    resource('AWS::WAFv2::WebACL', 'WebAcl', webAcl, arn),
    resource('AWS::WAFv2::WebACLAssociation', 'Association', { ResourceArn: associated, WebACLArn: arn }),
  ]);
}

function limitOf(given: CellTemplate) {
  return readBodyLimit(given, 'api', 'live');
}

describe('Given a web ACL before the stage', () => {
  test('When it limits bodies, Then the limit and its answer are known', () => {
    expect(limitOf(template([sizeRule(1_000)]))).toEqual({
      maxBytes: 1_000,
      reply: {
        status: 413,
        headers: { 'content-type': 'application/json', 'retry-after': '9' },
        body: '{"code":"X"}',
      },
    });
  });

  test('When it limits bodies twice, Then the lower limit holds', () => {
    expect(limitOf(template([sizeRule(2_000), sizeRule(1_000)]))?.maxBytes).toBe(1_000);
  });

  test('When it has rules of AWS and rates, Then they are left out', () => {
    const rules: Rule[] = [
      {
        Statement: { ManagedRuleGroupStatement: { VendorName: 'AWS', Name: 'AWSManagedRulesCommonRuleSet' } },
      },
      { Statement: { RateBasedStatement: { Limit: 10, AggregateKeyType: 'IP' } } },
    ];
    expect(limitOf(template(rules))).toBeUndefined();
  });

  test('When it has a rule of another kind, Then it is refused', () => {
    const geography = { Statement: { GeoMatchStatement: { CountryCodes: ['CH'] } } };
    expect(() => limitOf(template([geography]))).toThrow(
      /WebAcl .*: Rules\[0\]\.Statement is none that runs here/,
    );
  });

  test('When it blocks with an answer that is not there, Then it is refused', () => {
    expect(() => limitOf(template([sizeRule(1_000, 'nowhere')]))).toThrow(
      /CustomResponseBodyKey names nowhere/,
    );
  });
});

describe('Given a web ACL before another stage', () => {
  test('Then it limits nothing here', () => {
    expect(limitOf(template([sizeRule(1_000)], stageArn.replace('live', 'test')))).toBeUndefined();
  });
});
