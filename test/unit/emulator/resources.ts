import type { ApiMethod } from '../../../emulator/gateway/rest-api.ts';
import type { CellTemplate, Resource } from '../../../emulator/template/cell-template.ts';
import type { JsonObject } from '../../../lib/json.ts';

/** A resource of the stack `test` whose physical id is its logical id. */
export function resource(type: string, logicalId: string, properties: JsonObject, arn?: string): Resource {
  return {
    logicalId,
    stack: 'test',
    type,
    physicalId: logicalId,
    ...(arn !== undefined && { arn }),
    properties,
    metadata: {},
  };
}

/** Templates that come to these resources. */
export function templateOf(resources: readonly Resource[]): CellTemplate {
  return {
    metadata: {},
    region: 'eu-west-1',
    accountId: '000000000000',
    resources,
    ofType: (type) => resources.filter((one) => one.type === type),
    find: (refOrArn) => resources.find(({ arn, physicalId }) => arn === refOrArn || physicalId === refOrArn),
  };
}

/** A method that asks for an API key and answers by itself. */
export function apiMethod(resourcePath: string, changes: Partial<ApiMethod> = {}): ApiMethod {
  return {
    httpMethod: 'POST',
    resourcePath,
    resourceId: resourcePath,
    authorizationType: 'NONE',
    apiKeyRequired: true,
    parameters: {},
    validatesBody: false,
    validatesParameters: false,
    models: {},
    integration: {
      type: 'MOCK',
      uri: '',
      passthroughBehavior: 'NEVER',
      parameters: {},
      templates: {},
      timeoutMs: 29_000,
      responses: [],
    },
    ...changes,
  };
}
