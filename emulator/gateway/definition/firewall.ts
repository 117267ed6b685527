import type { CellTemplate } from '../../template/cell-template.ts';
import { type Definition, DefinitionError, readResource } from '../../template/definition.ts';
import { labels } from '../../template/without-effect.ts';
import type { BodyLimit } from '../rest-api.ts';

const metrics = { VisibilityConfig: 'metrics and samples that nobody looks at here' } as const;

const webAclWithoutEffect = {
  ...labels,
  ...metrics,
  Name: 'what refers to a web ACL does so by its ARN',
  AssociationConfig: 'how much of a body AWS WAF looks at: here it knows how long all of it is',
} as const;

const ruleWithoutEffect = {
  ...metrics,
  Name: 'a name for people',
  Priority: 'all rules that run here limit the size of bodies: the lowest limit answers, whatever the order',
} as const;

const sizeWithoutEffect = {
  TextTransformations: 'of a body only its length is looked at',
} as const;

/** Statements that are not run, each with the reason. */
const statementsWithoutEffect = {
  ManagedRuleGroupStatement: 'AWS does not publish what its own rules match',
  RateBasedStatement: 'counts above any usage plan, so that whatever it would refuse, a plan refused before',
} as const;

const contentTypes = {
  APPLICATION_JSON: 'application/json',
  TEXT_PLAIN: 'text/plain',
  TEXT_HTML: 'text/html',
} as const;

/**
 * The body limit of the web ACL in front of a stage; undefined when none stands there.
 * @throws {DefinitionError} naming a rule of a kind that does not run here
 */
export function readBodyLimit(template: CellTemplate, apiId: string, stage: string): BodyLimit | undefined {
  const limits = new Map(
    template
      .ofType('AWS::WAFv2::WebACL')
      .map((resource) => [resource.arn, readResource(resource, webAclWithoutEffect, readWebAcl)] as const),
  );
  const associations = template
    .ofType('AWS::WAFv2::WebACLAssociation')
    .map((resource) => readResource(resource, {}, readAssociation));
  const association = associations.find(({ stageArn }) =>
    stageArn.endsWith(`/restapis/${apiId}/stages/${stage}`),
  );
  if (!association) return undefined;
  if (!limits.has(association.webAclArn))
    throw new DefinitionError(`${association.owner} names a web ACL that does not exist`);
  return limits.get(association.webAclArn);
}

function readAssociation(association: Definition) {
  return {
    owner: association.owner,
    stageArn: association.text('ResourceArn'),
    webAclArn: association.text('WebACLArn'),
  };
}

/** The lowest of the web ACL's body limits. */
function readWebAcl(webAcl: Definition): BodyLimit | undefined {
  webAcl.oneOf('Scope', ['REGIONAL']);
  webAcl.object('DefaultAction').object('Allow');
  const bodies = new Map(
    webAcl
      .object('CustomResponseBodies')
      .objects()
      .map(([name, body]) => [
        name,
        {
          contentType:
            contentTypes[body.oneOf('ContentType', ['APPLICATION_JSON', 'TEXT_PLAIN', 'TEXT_HTML'])],
          content: body.text('Content'),
        },
      ]),
  );
  const limits = webAcl.list('Rules', ruleWithoutEffect).flatMap((rule) => readRule(rule, bodies) ?? []);
  return limits.toSorted((one, other) => one.maxBytes - other.maxBytes)[0];
}

type ResponseBodies = ReadonlyMap<string, { readonly contentType: string; readonly content: string }>;

/** Undefined for a rule that does not run here. */
function readRule(rule: Definition, bodies: ResponseBodies): BodyLimit | undefined {
  const statement = rule.object('Statement', statementsWithoutEffect);
  const response = readCustomResponse(rule, bodies);
  if (Object.keys(statementsWithoutEffect).some((name) => statement.has(name))) return undefined;
  if (!statement.has('SizeConstraintStatement')) return rule.fail('Statement', 'is none that runs here');
  const size = statement.object('SizeConstraintStatement', sizeWithoutEffect);
  size.oneOf('ComparisonOperator', ['GT']);
  // Oversize handling says what happens to a body that AWS WAF cannot read whole: too large either
  // way.
  size.object('FieldToMatch').object('Body').oneOf('OversizeHandling', ['MATCH']);
  if (!response) return rule.fail('Action', 'must block with a response of its own');
  return { maxBytes: size.number('Size'), reply: response };
}

function readCustomResponse(rule: Definition, bodies: ResponseBodies): BodyLimit['reply'] | undefined {
  // What managed groups do is up to AWS.
  rule.optionalObject('OverrideAction')?.object('None');
  const response = rule.optionalObject('Action')?.object('Block').optionalObject('CustomResponse');
  if (!response) return undefined;
  const key = response.text('CustomResponseBodyKey');
  const body = bodies.get(key);
  if (!body) return response.fail('CustomResponseBodyKey', `names ${key}, which is no response body`);
  const headers = response
    .list('ResponseHeaders')
    .map((header) => [header.text('Name').toLowerCase(), header.text('Value')]);
  return {
    status: response.number('ResponseCode'),
    headers: { ...Object.fromEntries(headers), 'content-type': body.contentType },
    body: body.content,
  };
}
