import type { ApiResource, ApiTemplate } from './api-template.ts';
import { type BodyLimit, bodyLimitOf } from './firewall.ts';
import { DefinitionError, Properties } from './properties.ts';

/** Requests per second and how many may come at once; an absent one does not limit. */
export interface Throttle {
  readonly rate?: number;
  readonly burst?: number;
}

export interface IntegrationResponse {
  readonly status: number;
  /** Regular expression on the whole status of the integration; the default response has none. */
  readonly selectionPattern?: string;
  /** `method.response.header.Name` → expression. */
  readonly parameters: Readonly<Record<string, string>>;
  /** By content type. */
  readonly templates: Readonly<Record<string, string>>;
}

interface Integration {
  readonly type: string;
  readonly uri: string;
  readonly passthroughBehavior: 'WHEN_NO_MATCH' | 'WHEN_NO_TEMPLATES' | 'NEVER';
  /** `integration.request.header.Name` → expression. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly templates: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  readonly responses: readonly IntegrationResponse[];
}

export interface ApiMethod {
  /** `GET`, … or `ANY`. */
  readonly httpMethod: string;
  /** `/invoices/{invoiceId}`. */
  readonly resourcePath: string;
  readonly resourceId: string;
  readonly apiKeyRequired: boolean;
  /** `method.request.querystring.name` → required. */
  readonly parameters: Readonly<Record<string, boolean>>;
  readonly validatesBody: boolean;
  readonly validatesParameters: boolean;
  /** Content type → name of the model. */
  readonly models: Readonly<Record<string, string>>;
  readonly integration: Integration;
}

interface GatewayResponseDefinition {
  readonly status?: number;
  /** `gatewayresponse.header.Name` → expression. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly templates: Readonly<Record<string, string>>;
}

export type QuotaPeriod = 'DAY' | 'WEEK' | 'MONTH';

export interface UsagePlan {
  readonly id: string;
  readonly throttle: Throttle;
  /** `/invoices/ingestion/POST` → throttle of that method. */
  readonly methodThrottles: Readonly<Record<string, Throttle>>;
  readonly quota?: { readonly limit: number; readonly period: QuotaPeriod; readonly offset: number };
  /** Ids of the keys that belong to it. */
  readonly keyIds: readonly string[];
}

interface ApiKey {
  readonly id: string;
  readonly name: string;
}

export interface RestApi {
  readonly id: string;
  readonly name: string;
  readonly region: string;
  readonly accountId: string;
  readonly stage: string;
  readonly stageVariables: Readonly<Record<string, string>>;
  /** `/path/METHOD`, with `*` for any path or method → the stage's throttle. */
  readonly stageThrottles: Readonly<Record<string, Throttle>>;
  readonly methods: readonly ApiMethod[];
  /** Model name → JSON schema (draft-04). */
  readonly models: Readonly<Record<string, object>>;
  readonly gatewayResponses: Readonly<Record<string, GatewayResponseDefinition>>;
  /** Those of this API and stage. */
  readonly usagePlans: readonly UsagePlan[];
  /** Those that are enabled. */
  readonly apiKeys: readonly ApiKey[];
  /** Of the firewall before the stage, when there is one. */
  readonly bodyLimit?: BodyLimit;
}

const kind = (name: string) => `AWS::ApiGateway::${name}`;

const read = (resource: ApiResource) => new Properties(resource.logicalId, resource.properties);

const only = (template: ApiTemplate, type: string): ApiResource => {
  const [one, ...more] = template.ofType(kind(type));
  if (!one || more.length > 0)
    throw new DefinitionError(
      `a cell has exactly one ${kind(type)}; its template has ${one ? more.length + 1 : 0}`,
    );
  return one;
};

/** The path of every resource by its id. A parent that is no resource is the API's root. */
const resourcePaths = (template: ApiTemplate): ReadonlyMap<string, string> => {
  const resources = new Map(template.ofType(kind('Resource')).map((each) => [each.physicalId, read(each)]));
  const pathOf = (id: string): string => {
    const properties = resources.get(id);
    return properties ? `${pathOf(properties.text('ParentId'))}/${properties.text('PathPart')}` : '';
  };
  return new Map([...resources.keys()].map((id) => [id, pathOf(id)]));
};

const readThrottle = (properties: Properties, rate: string, burst: string): Throttle => {
  const rateLimit = properties.optionalNumber(rate);
  const burstLimit = properties.optionalNumber(burst);
  return {
    ...(rateLimit !== undefined && { rate: rateLimit }),
    ...(burstLimit !== undefined && { burst: burstLimit }),
  };
};

const readStageThrottles = (stage: Properties): Readonly<Record<string, Throttle>> =>
  Object.fromEntries(
    stage.list('MethodSettings').map((setting) => {
      const path = (setting.optionalText('ResourcePath') ?? '/*').replaceAll('~1', '/').replace(/^\/\//, '/');
      const method = setting.optionalText('HttpMethod') ?? '*';
      return [`${path}/${method}`, readThrottle(setting, 'ThrottlingRateLimit', 'ThrottlingBurstLimit')];
    }),
  );

const passthroughBehaviors = ['WHEN_NO_MATCH', 'WHEN_NO_TEMPLATES', 'NEVER'] as const;

const readIntegration = (properties: Properties, declaredStatuses: ReadonlySet<string>): Integration => {
  const behavior = properties.optionalText('PassthroughBehavior') ?? 'WHEN_NO_MATCH';
  const passthroughBehavior = passthroughBehaviors.find((each) => each === behavior);
  if (!passthroughBehavior)
    throw new DefinitionError(`${properties.where}.PassthroughBehavior is ${behavior}`);
  return {
    type: properties.text('Type'),
    uri: properties.optionalText('Uri') ?? '',
    passthroughBehavior,
    parameters: properties.object('RequestParameters').texts(),
    templates: properties.object('RequestTemplates').texts(),
    timeoutMs: properties.optionalNumber('TimeoutInMillis') ?? 29_000,
    responses: properties.list('IntegrationResponses').map((response) => {
      const status = response.text('StatusCode');
      if (!declaredStatuses.has(status))
        throw new DefinitionError(`${response.where} answers ${status}, which the method does not declare`);
      const selectionPattern = response.optionalText('SelectionPattern');
      return {
        status: Number(status),
        ...(selectionPattern !== undefined && { selectionPattern }),
        parameters: response.object('ResponseParameters').texts(),
        templates: response.object('ResponseTemplates').texts(),
      };
    }),
  };
};

const readMethods = (template: ApiTemplate): readonly ApiMethod[] => {
  const paths = resourcePaths(template);
  const validators = new Map(
    template.ofType(kind('RequestValidator')).map((each) => [each.physicalId, read(each)]),
  );
  return template.ofType(kind('Method')).map((resource) => {
    const properties = read(resource);
    const resourceId = properties.text('ResourceId');
    const validatorId = properties.optionalText('RequestValidatorId');
    const validator = validatorId === undefined ? undefined : validators.get(validatorId);
    if (validatorId !== undefined && !validator)
      throw new DefinitionError(`${properties.where} names a request validator that does not exist`);
    const parameters = properties.object('RequestParameters');
    const statuses = new Set(
      properties.list('MethodResponses').map((response) => response.text('StatusCode')),
    );
    return {
      httpMethod: properties.text('HttpMethod'),
      resourcePath: paths.get(resourceId) || '/',
      resourceId,
      apiKeyRequired: properties.flag('ApiKeyRequired'),
      parameters: Object.fromEntries(parameters.names.map((name) => [name, parameters.flag(name)])),
      validatesBody: validator?.flag('ValidateRequestBody') ?? false,
      validatesParameters: validator?.flag('ValidateRequestParameters') ?? false,
      models: properties.object('RequestModels').texts(),
      integration: readIntegration(properties.object('Integration'), statuses),
    };
  });
};

const readSchema = (properties: Properties): object => {
  const schema = properties.raw('Schema') ?? {};
  const parsed: unknown = typeof schema === 'string' ? JSON.parse(schema) : schema;
  if (typeof parsed !== 'object' || parsed === null)
    throw new DefinitionError(`${properties.where}.Schema is no schema`);
  return parsed;
};

/** Under the name and under the physical id: a reference may resolve to either. */
const readModels = (template: ApiTemplate): Readonly<Record<string, object>> =>
  Object.fromEntries(
    template.ofType(kind('Model')).flatMap((resource) => {
      const properties = read(resource);
      const schema = readSchema(properties);
      return [resource.physicalId, properties.optionalText('Name') ?? resource.physicalId].map((name) => [
        name,
        schema,
      ]);
    }),
  );

const readGatewayResponses = (template: ApiTemplate): Readonly<Record<string, GatewayResponseDefinition>> =>
  Object.fromEntries(
    template.ofType(kind('GatewayResponse')).map((resource) => {
      const properties = read(resource);
      const status = properties.optionalNumber('StatusCode');
      return [
        properties.text('ResponseType'),
        {
          ...(status !== undefined && { status }),
          parameters: properties.object('ResponseParameters').texts(),
          templates: properties.object('ResponseTemplates').texts(),
        },
      ];
    }),
  );

const quotaPeriods = ['DAY', 'WEEK', 'MONTH'] as const;

const readQuota = (properties: Properties): Pick<UsagePlan, 'quota'> => {
  const limit = properties.optionalNumber('Limit');
  if (limit === undefined) return {};
  const period = quotaPeriods.find((each) => each === properties.text('Period'));
  if (!period) throw new DefinitionError(`${properties.where}.Period is none of ${quotaPeriods.join(', ')}`);
  return { quota: { limit, period, offset: properties.optionalNumber('Offset') ?? 0 } };
};

const readUsagePlans = (template: ApiTemplate, apiId: string, stage: string): readonly UsagePlan[] => {
  const planKeys = template.ofType(kind('UsagePlanKey')).map(read);
  return template.ofType(kind('UsagePlan')).flatMap((resource) => {
    const properties = read(resource);
    const apiStage = properties
      .list('ApiStages')
      .find((each) => each.optionalText('ApiId') === apiId && each.optionalText('Stage') === stage);
    if (!apiStage) return [];
    const methods = apiStage.object('Throttle');
    return {
      id: resource.physicalId,
      throttle: readThrottle(properties.object('Throttle'), 'RateLimit', 'BurstLimit'),
      methodThrottles: Object.fromEntries(
        methods.names.map((name) => [name, readThrottle(methods.object(name), 'RateLimit', 'BurstLimit')]),
      ),
      ...readQuota(properties.object('Quota')),
      keyIds: planKeys
        .filter((key) => key.text('UsagePlanId') === resource.physicalId)
        .map((key) => key.text('KeyId')),
    };
  });
};

/** A key that does not say whether it is enabled is not. */
const readApiKeys = (template: ApiTemplate): readonly ApiKey[] =>
  template
    .ofType(kind('ApiKey'))
    .filter((resource) => read(resource).flag('Enabled'))
    .map((resource) => ({
      id: resource.physicalId,
      name: read(resource).optionalText('Name') ?? resource.logicalId,
    }));

/**
 * The REST API that a cell's template defines.
 * @throws {DefinitionError} naming the resource and property that cannot be run here
 */
export const restApiFrom = (template: ApiTemplate): RestApi => {
  const api = only(template, 'RestApi');
  const stageResource = only(template, 'Stage');
  const stage = read(stageResource);
  const deployments = template.ofType(kind('Deployment')).map((each) => each.physicalId);
  if (!deployments.includes(stage.text('DeploymentId')))
    throw new DefinitionError(`${stage.where} serves a deployment that does not exist`);
  const bodyLimit = bodyLimitOf(template, api.physicalId, stage.text('StageName'));
  return {
    id: api.physicalId,
    name: read(api).optionalText('Name') ?? api.logicalId,
    region: template.region,
    accountId: template.accountId,
    stage: stage.text('StageName'),
    stageVariables: stage.object('Variables').texts(),
    stageThrottles: readStageThrottles(stage),
    methods: readMethods(template),
    models: readModels(template),
    gatewayResponses: readGatewayResponses(template),
    usagePlans: readUsagePlans(template, api.physicalId, stage.text('StageName')),
    apiKeys: readApiKeys(template),
    ...(bodyLimit && { bodyLimit }),
  };
};
