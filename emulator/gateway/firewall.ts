import type { ApiTemplate } from './api-template.ts';
import type { HttpResponse } from './http-message.ts';
import { DefinitionError, Properties } from './properties.ts';

/** The largest body that the firewall lets through, in bytes, and what it answers to a larger one. */
export interface BodyLimit {
  readonly mostBytes: number;
  readonly reply: HttpResponse;
}

/**
 * What is not run here. AWS's own rules are not published. Rates are counted above any usage plan's, so that what the firewall
 * would refuse the plan refused before.
 */
const notRun = ['ManagedRuleGroupStatement', 'RateBasedStatement'];

const contentTypes: Readonly<Record<string, string>> = {
  APPLICATION_JSON: 'application/json',
  TEXT_PLAIN: 'text/plain',
  TEXT_HTML: 'text/html',
};

/**
 * The body limit of the web ACL in front of an API's stage; undefined when none stands there.
 * @throws {DefinitionError} naming a rule that is of no known kind
 */
export const bodyLimitOf = (template: ApiTemplate, apiId: string, stage: string): BodyLimit | undefined => {
  const association = template
    .ofType('AWS::WAFv2::WebACLAssociation')
    .map(({ logicalId, properties }) => new Properties(logicalId, properties))
    .find((each) => each.text('ResourceArn').endsWith(`/restapis/${apiId}/stages/${stage}`));
  if (!association) return undefined;
  const webAcl = template
    .ofType('AWS::WAFv2::WebACL')
    .find(({ arn }) => arn === association.text('WebACLArn'));
  if (!webAcl) throw new DefinitionError(`${association.where} names a web ACL that does not exist`);
  const definition = new Properties(webAcl.logicalId, webAcl.properties);
  const limits = definition.list('Rules').flatMap((rule) => {
    const statement = rule.object('Statement');
    if (notRun.some((kind) => statement.has(kind))) return [];
    return [readLimit(rule, definition.object('CustomResponseBodies'))];
  });
  return limits.toSorted((one, other) => one.mostBytes - other.mostBytes)[0];
};

const readLimit = (rule: Properties, bodies: Properties): BodyLimit => {
  const size = rule.object('Statement').object('SizeConstraintStatement');
  if (!size.object('FieldToMatch').has('Body') || size.optionalText('ComparisonOperator') !== 'GT')
    throw new DefinitionError(`${rule.where} is no rule that can be run here`);
  const response = rule.object('Action').object('Block').object('CustomResponse');
  const body = bodies.object(response.text('CustomResponseBodyKey'));
  const headers = response
    .list('ResponseHeaders')
    .map((header) => [header.text('Name').toLowerCase(), header.text('Value')]);
  return {
    mostBytes: Number(size.text('Size')),
    reply: {
      status: Number(response.text('ResponseCode')),
      headers: {
        ...Object.fromEntries(headers),
        'content-type': contentTypes[body.text('ContentType')] ?? 'text/plain',
      },
      body: body.text('Content'),
    },
  };
};
