import type { CellTemplate } from '../../template/cell-template.ts';
import { type Definition, readResource } from '../../template/definition.ts';
import { permissions } from '../../template/without-effect.ts';
import type { ApiMethod, Integration, IntegrationResponse } from '../rest-api.ts';

/** There is one API, so what belongs to an API belongs to that one. */
export const ofTheApi = { RestApiId: 'there is one API' } as const;

const methodWithoutEffect = {
  ...ofTheApi,
  OperationName: 'a name for generated clients',
} as const;

const integrationWithoutEffect = {
  Credentials: permissions,
  IntegrationHttpMethod: 'services and functions are called within the process',
} as const;

const methodResponseWithoutEffect = {
  ResponseModels: 'what API Gateway documents of a response; it checks none',
  ResponseParameters: 'declares headers that integration responses set; those are run as they stand',
} as const;

/** Every method of the API, with its path, what it checks, and its integration. */
export function readMethods(template: CellTemplate): readonly ApiMethod[] {
  const paths = readPaths(template);
  const validators = readValidators(template);
  return template.ofType('AWS::ApiGateway::Method').map((resource) =>
    readResource(resource, methodWithoutEffect, (method) => {
      const resourceId = method.text('ResourceId');
      const validatorId = method.optionalText('RequestValidatorId');
      const validator = validatorId === undefined ? noValidation : validators.get(validatorId);
      const statuses = method
        .list('MethodResponses', methodResponseWithoutEffect)
        .map((response) => response.text('StatusCode'));
      const parameters = method.object('RequestParameters');
      return {
        httpMethod: method.text('HttpMethod'),
        resourcePath: paths.get(resourceId) || '/',
        resourceId,
        authorizationType: method.oneOf('AuthorizationType', ['NONE', 'AWS_IAM']),
        apiKeyRequired: method.flag('ApiKeyRequired'),
        parameters: Object.fromEntries(parameters.names.map((name) => [name, parameters.flag(name)])),
        ...(validator ?? method.fail('RequestValidatorId', 'names a request validator that does not exist')),
        models: method.object('RequestModels').entries(),
        integration: readIntegration(method.object('Integration', integrationWithoutEffect), statuses),
      };
    }),
  );
}

/** The path of every resource by its id. A parent that is no resource is the API's root. */
function readPaths(template: CellTemplate): ReadonlyMap<string, string> {
  const places = new Map(
    template.ofType('AWS::ApiGateway::Resource').map((resource) => [
      resource.physicalId,
      readResource(resource, ofTheApi, (place) => ({
        parentId: place.text('ParentId'),
        name: place.text('PathPart'),
      })),
    ]),
  );
  const pathOf = (id: string): string => {
    const place = places.get(id);
    return place ? `${pathOf(place.parentId)}/${place.name}` : '';
  };
  return new Map([...places.keys()].map((id) => [id, pathOf(id)]));
}

type Validation = Pick<ApiMethod, 'validatesBody' | 'validatesParameters'>;

const noValidation: Validation = { validatesBody: false, validatesParameters: false };

function readValidators(template: CellTemplate): ReadonlyMap<string, Validation> {
  return new Map(
    template.ofType('AWS::ApiGateway::RequestValidator').map((resource) => [
      resource.physicalId,
      readResource(resource, { ...ofTheApi, Name: 'a name for people' }, (validator) => ({
        validatesBody: validator.flag('ValidateRequestBody'),
        validatesParameters: validator.flag('ValidateRequestParameters'),
      })),
    ]),
  );
}

/** API Gateway's own, in ms. */
const defaultTimeoutMs = 29_000;

function readIntegration(integration: Definition, statuses: readonly string[]): Integration {
  return {
    type: integration.text('Type'),
    uri: integration.optionalText('Uri') ?? '',
    passthroughBehavior: integration.has('PassthroughBehavior')
      ? integration.oneOf('PassthroughBehavior', ['WHEN_NO_MATCH', 'WHEN_NO_TEMPLATES', 'NEVER'])
      : 'WHEN_NO_MATCH',
    parameters: integration.object('RequestParameters').entries(),
    templates: integration.object('RequestTemplates').entries(),
    timeoutMs: integration.optionalNumber('TimeoutInMillis') ?? defaultTimeoutMs,
    responses: integration.list('IntegrationResponses').map((response) => readResponse(response, statuses)),
  };
}

function readResponse(response: Definition, statuses: readonly string[]): IntegrationResponse {
  const status = response.text('StatusCode');
  if (!statuses.includes(status))
    return response.fail('StatusCode', `is ${status}, which the method does not declare`);
  const selectionPattern = response.optionalText('SelectionPattern');
  return {
    status: response.number('StatusCode'),
    ...(selectionPattern !== undefined && { selectionPattern }),
    parameters: response.object('ResponseParameters').entries(),
    templates: response.object('ResponseTemplates').entries(),
  };
}
