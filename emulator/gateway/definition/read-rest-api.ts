import type { CellTemplate } from '../../template/cell-template.ts';
import { type Definition, readResource } from '../../template/definition.ts';
import { labels } from '../../template/without-effect.ts';
import type { GatewayResponse, RestApi } from '../rest-api.ts';
import { addressWithoutEffect, readDomains } from './address.ts';
import { readBodyLimit } from './firewall.ts';
import { ofTheApi, readMethods } from './methods.ts';
import { onlyOne } from './only-one.ts';
import { readStage } from './stage.ts';
import { readApiKeys, readUsagePlans } from './usage-plans.ts';

const modelWithoutEffect = {
  ...labels,
  ...ofTheApi,
  ContentType: 'the content type a model is for stands where a method names it',
} as const;

/**
 * The REST API that the templates define.
 * @throws {DefinitionError} naming the resource and the property that the emulator cannot run
 */
export function readRestApi(template: CellTemplate): RestApi {
  const domains = readDomains(template);
  const api = onlyOne(template, 'AWS::ApiGateway::RestApi');
  const name = readResource(api, { ...labels, ...addressWithoutEffect }, (definition) => {
    if (definition.has('Policy'))
      return definition.fail(
        'Policy',
        'is a resource policy, which the emulator does not evaluate: it could let in whom the policy keeps out. Leave it out of the stacks that run here.',
      );
    if (definition.flag('DisableExecuteApiEndpoint') && domains === 0)
      return definition.fail('DisableExecuteApiEndpoint', 'leaves the API without an address');
    return definition.optionalText('Name') ?? api.logicalId;
  });
  const stage = readStage(template);
  const bodyLimit = readBodyLimit(template, api.physicalId, stage.stage);
  return {
    id: api.physicalId,
    name,
    region: template.region,
    accountId: template.accountId,
    ...stage,
    methods: readMethods(template),
    models: readModels(template),
    gatewayResponses: readGatewayResponses(template),
    usagePlans: readUsagePlans(template, api.physicalId, stage.stage),
    apiKeys: readApiKeys(template),
    ...(bodyLimit && { bodyLimit }),
  };
}

/** Under the name and under the physical id: a reference may resolve to either. */
function readModels(template: CellTemplate): Readonly<Record<string, object>> {
  return Object.fromEntries(
    template.ofType('AWS::ApiGateway::Model').flatMap((resource) =>
      readResource(resource, modelWithoutEffect, (model) => {
        const schema = model.document('Schema') ?? {};
        if (typeof schema !== 'object' || schema === null) return model.fail('Schema', 'must be a schema');
        const name = model.optionalText('Name') ?? resource.physicalId;
        return [resource.physicalId, name].map((each) => [each, schema] as const);
      }),
    ),
  );
}

function readGatewayResponses(template: CellTemplate): Readonly<Record<string, GatewayResponse>> {
  return Object.fromEntries(
    template
      .ofType('AWS::ApiGateway::GatewayResponse')
      .map((resource) => readResource(resource, ofTheApi, readGatewayResponse)),
  );
}

/** All that API Gateway knows; the emulator gives some of them, and words the others for nobody. */
const responseTypes = [
  'ACCESS_DENIED',
  'API_CONFIGURATION_ERROR',
  'AUTHORIZER_CONFIGURATION_ERROR',
  'AUTHORIZER_FAILURE',
  'BAD_REQUEST_BODY',
  'BAD_REQUEST_PARAMETERS',
  'DEFAULT_4XX',
  'DEFAULT_5XX',
  'EXPIRED_TOKEN',
  'INTEGRATION_FAILURE',
  'INTEGRATION_TIMEOUT',
  'INVALID_API_KEY',
  'INVALID_SIGNATURE',
  'MISSING_AUTHENTICATION_TOKEN',
  'QUOTA_EXCEEDED',
  'REQUEST_TOO_LARGE',
  'RESOURCE_NOT_FOUND',
  'THROTTLED',
  'UNAUTHORIZED',
  'UNSUPPORTED_MEDIA_TYPE',
  'WAF_FILTERED',
] as const;

function readGatewayResponse(response: Definition): readonly [string, GatewayResponse] {
  const status = response.optionalNumber('StatusCode');
  return [
    response.oneOf('ResponseType', responseTypes),
    {
      ...(status !== undefined && { status }),
      parameters: response.object('ResponseParameters').entries(),
      templates: response.object('ResponseTemplates').entries(),
    },
  ];
}
