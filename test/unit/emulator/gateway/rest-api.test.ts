import { describe, expect, test } from 'vitest';
import { readRestApi } from '../../../../emulator/gateway/definition/read-rest-api.ts';
import { createGateway } from '../../../../emulator/gateway/gateway.ts';
import type { CellTemplate } from '../../../../emulator/template/cell-template.ts';
import type { JsonObject } from '../../../../lib/json.ts';
import { resource, templateOf } from '../resources.ts';

type Resources = Readonly<Record<string, { type: string; properties: JsonObject }>>;

function method(properties: JsonObject = {}, integration: JsonObject = {}): Resources[string] {
  return {
    type: 'Method',
    properties: {
      HttpMethod: 'POST',
      AuthorizationType: 'NONE',
      ResourceId: 'things',
      MethodResponses: [{ StatusCode: '200' }, { StatusCode: '400' }],
      ...properties,
      Integration: {
        Type: 'AWS',
        Uri: 'arn:aws:apigateway:eu-west-1:events:action/PutEvents',
        PassthroughBehavior: 'WHEN_NO_TEMPLATES',
        RequestParameters: { 'integration.request.header.X-Amz-Target': "'AWSEvents.PutEvents'" },
        IntegrationResponses: [{ StatusCode: '200' }],
        ...integration,
      },
    },
  };
}

const base: Resources = {
  api: { type: 'RestApi', properties: { Name: 'things' } },
  deployment: { type: 'Deployment', properties: {} },
  stage: { type: 'Stage', properties: { StageName: 'live', DeploymentId: 'deployment' } },
  things: { type: 'Resource', properties: { ParentId: 'root of api', PathPart: 'things' } },
};

function template(resources: Resources): CellTemplate {
  return templateOf(
    Object.entries({ ...base, ...resources }).map(([id, { type, properties }]) =>
      resource(`AWS::ApiGateway::${type}`, id, properties),
    ),
  );
}

const entry = { Source: 's', DetailType: 't', Detail: '{}' };

/** Posts to the one method of a template; the bus takes everything. */
async function post(resources: Resources, body: unknown) {
  const seen: unknown[] = [];
  const gateway = createGateway({
    api: readRestApi(template(resources)),
    apiKeys: new Map(),
    clock: { now: () => 0 },
    ids: () => 'id',
    integrations: {
      putEvents: async (entries) => {
        seen.push(...entries);
        return { FailedEntryCount: 0, Entries: entries.map(() => ({ EventId: 'e' })) };
      },
      invokeFunction: async () => undefined,
    },
  });
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const request = { method: 'POST', path: '/things', query: '', headers: {}, sourceIp: '::1' };
  const reply = await gateway.handle({ ...request, body: Buffer.from(text) });
  return { ...reply, seen };
}

describe('Given a call of PutEvents that passes the body through', () => {
  const json = async (body: unknown, resources: Resources = { method: method() }) =>
    JSON.parse(String((await post(resources, body)).body));

  test('When the entries are complete, Then the service takes them', async () => {
    expect(await json({ Entries: [entry] })).toEqual({ FailedEntryCount: 0, Entries: [{ EventId: 'e' }] });
  });

  test('When one entry lacks a field, Then it alone fails, in its place', async () => {
    const { Detail: _, ...incomplete } = entry;
    expect(await json({ Entries: [entry, incomplete, entry] })).toMatchObject({
      FailedEntryCount: 1,
      Entries: [{ EventId: 'e' }, { ErrorCode: 'InvalidArgument' }, { EventId: 'e' }],
    });
  });

  test.each<[string, unknown, string]>([
    ['no JSON', 'x', 'SerializationException'],
    ['no entries', {}, 'SerializationException'],
    ['an entry of the wrong type', { Entries: [{ ...entry, Detail: {} }] }, 'SerializationException'],
    ['an empty list', { Entries: [] }, 'ValidationException'],
    ['eleven entries', { Entries: Array(11).fill(entry) }, 'ValidationException'],
    [
      'a megabyte',
      { Entries: [{ ...entry, Detail: `{"a":"${'x'.repeat(1024 * 1024)}"}` }] },
      'ValidationException',
    ],
  ])('When it holds %s, Then the service refuses it with a 400', async (_, body, type) => {
    const responses: JsonObject = {
      IntegrationResponses: [{ StatusCode: '200' }, { StatusCode: '400', SelectionPattern: '4\\d{2}' }],
    };
    const reply = await post({ method: method({}, responses) }, body);
    expect(reply.status).toBe(400);
    expect(JSON.parse(String(reply.body))).toMatchObject({ __type: type });
    expect(reply.seen).toEqual([]);
  });

  test('When the integration does not name the operation, Then the service knows none', async () => {
    expect(await json({ Entries: [entry] }, { method: method({}, { RequestParameters: {} }) })).toEqual({
      __type: 'UnknownOperationException',
    });
  });

  test('When a template fails, Then the reply is a 500', async () => {
    const failing = method({}, { RequestTemplates: { 'application/json': '$input.body.lenght()' } });
    expect((await post({ method: failing }, {})).status).toBe(500);
  });
});

describe('Given gateway responses', () => {
  const response = (properties: JsonObject): Resources => ({
    method: method({ ApiKeyRequired: true }),
    response: { type: 'GatewayResponse', properties },
  });

  test("When none is defined, Then the reply is AWS's own", async () => {
    const reply = await post({ method: method({ ApiKeyRequired: true }) }, {});
    expect(reply).toMatchObject({
      status: 403,
      headers: { 'content-type': 'application/json', 'x-amzn-errortype': 'ForbiddenException' },
      body: '{"message":"Forbidden"}',
    });
  });

  test('When only DEFAULT_4XX is defined, Then it words the reply and keeps the status', async () => {
    const reply = await post(
      response({
        ResponseType: 'DEFAULT_4XX',
        ResponseParameters: { 'gatewayresponse.header.X-Id': 'context.requestId' },
        ResponseTemplates: {
          'application/json':
            '{"t":"$context.error.responseType","m":$context.error.messageString,"v":"#if(1)$x"}',
        },
      }),
      {},
    );
    expect(reply).toMatchObject({
      status: 403,
      headers: { 'x-id': 'id' },
      body: '{"t":"INVALID_API_KEY","m":"Forbidden","v":"#if(1)$x"}',
    });
  });
});

describe('Given a domain of its own and no other address', () => {
  test('the API is served under whatever address the host gives it', async () => {
    const reply = await post(
      {
        api: { type: 'RestApi', properties: { DisableExecuteApiEndpoint: true } },
        domain: { type: 'DomainName', properties: { DomainName: 'api.example.com' } },
        method: method(),
      },
      { Entries: [entry] },
    );
    expect(reply.status).toBe(200);
  });
});

describe('Given a definition that cannot be served', () => {
  const open = (resources: Resources) => () =>
    createGateway({
      api: readRestApi(template(resources)),
      apiKeys: new Map(),
      clock: { now: () => 0 },
      integrations: {
        putEvents: async () => ({ FailedEntryCount: 0, Entries: [] }),
        invokeFunction: async () => undefined,
      },
    });

  test.each<[string, Resources, string]>([
    ['a second API', { other: { type: 'RestApi', properties: {} } }, 'exactly one AWS::ApiGateway::RestApi'],
    [
      'a stage without its deployment',
      { stage: { type: 'Stage', properties: { StageName: 'live', DeploymentId: 'x' } } },
      'deployment that does not exist',
    ],
    [
      'a response the method does not declare',
      { method: method({}, { IntegrationResponses: [{ StatusCode: '201' }] }) },
      'StatusCode is 201',
    ],
    [
      'no default response',
      { method: method({}, { IntegrationResponses: [{ StatusCode: '400', SelectionPattern: '4..' }] }) },
      'no default integration response',
    ],
    [
      'an integration unknown here',
      { method: method({}, { Type: 'HTTP_PROXY', Uri: 'http://example.com' }) },
      'HTTP_PROXY http://example.com is not supported',
    ],
    [
      'a template that is no Velocity',
      { method: method({}, { RequestTemplates: { 'application/json': '#if($a)' } }) },
      'without its #end',
    ],
    [
      'a validator that is missing',
      { method: method({ RequestValidatorId: 'x' }) },
      'request validator that does not exist',
    ],
    [
      'an authorizer',
      { method: method({ AuthorizationType: 'COGNITO_USER_POOLS', AuthorizerId: 'a' }) },
      'AuthorizationType is COGNITO_USER_POOLS, not NONE or AWS_IAM',
    ],
    [
      'a method that does not say who may call it',
      { method: { type: 'Method', properties: { HttpMethod: 'GET', ResourceId: 'things' } } },
      'AuthorizationType is missing',
    ],
    [
      'a resource policy',
      { api: { type: 'RestApi', properties: { Policy: { Statement: [] } } } },
      'Policy is a resource policy, which the emulator does not evaluate',
    ],
    [
      'no address',
      { api: { type: 'RestApi', properties: { DisableExecuteApiEndpoint: true } } },
      'DisableExecuteApiEndpoint leaves the API without an address',
    ],
    [
      'a domain that asks for client certificates',
      { domain: { type: 'DomainName', properties: { MutualTlsAuthentication: {} } } },
      'MutualTlsAuthentication asks for client certificates',
    ],
    [
      'a base path',
      { mapping: { type: 'BasePathMapping', properties: { BasePath: 'v1' } } },
      'does not know the property BasePath',
    ],
    [
      'a gateway response of an unknown type',
      { response: { type: 'GatewayResponse', properties: { ResponseType: 'TEAPOT' } } },
      'ResponseType is TEAPOT, not ',
    ],
    [
      'a mapping unknown here',
      {
        method: method({}, { RequestParameters: { 'integration.request.header.X': 'method.request.body' } }),
      },
      'method.request.body is not supported',
    ],
  ])('When it has %s, Then opening it says so', (_, resources, message) => {
    expect(open(resources)).toThrow(message);
  });
});
