import { machineTimers, type Timers } from '../../lib/timers.ts';
import { within } from '../../lib/within.ts';
import { DefinitionError } from '../template/definition.ts';
import type { HttpRequest, HttpResponse } from './http-message.ts';
import { createIntegrationResponses } from './integration-response.ts';
import { proxyEvent, proxyResponse } from './lambda-proxy.ts';
import { compileHeaders } from './parameter-expression.ts';
import { callPutEvents, type PutEvents } from './put-events.ts';
import type { RequestContext } from './request-context.ts';
import type { ApiMethod, RestApi } from './rest-api.ts';
import type { Match } from './router.ts';
import { InputObject, type RequestParameters, type TemplateBody, util } from './template-objects.ts';
import { compileTemplate } from './velocity/template.ts';
import { TemplateError, type Value } from './velocity/values.ts';

/** What the gateway hands requests on to. */
export interface Integrations {
  putEvents: PutEvents;
  /** Whether PutEvents would be throttled now, whatever it brings. */
  isThrottled?(): boolean;
  invokeFunction(functionName: string, event: object): Promise<unknown>;
  /** What ends work that takes too long. */
  readonly timers?: Pick<Timers, 'later'>;
}

/** A request that passed every check. */
interface CheckedRequest {
  readonly request: HttpRequest;
  readonly match: Match;
  readonly context: RequestContext;
  readonly parameters: RequestParameters;
  readonly body: TemplateBody;
  /** Without parameters; `application/json` when the client names none. */
  readonly contentType: string;
}

/** Why an integration gave no response of its own. */
export type IntegrationFailure =
  | { readonly type: 'UNSUPPORTED_MEDIA_TYPE' }
  | { readonly type: 'INTEGRATION_FAILURE' | 'INTEGRATION_TIMEOUT'; readonly cause: unknown }
  /** The function answered something that is no response. */
  | { readonly type: 'DEFAULT_5XX'; readonly status: 502; readonly cause: unknown };

export interface Integration {
  run(checked: CheckedRequest): Promise<HttpResponse | IntegrationFailure>;
  /**
   * The response to a request that the service would throttle, if it would: reading, checking and
   * rendering what is refused anyway would take from what is carried.
   */
  throttled?(context: RequestContext, parameters: RequestParameters): HttpResponse | undefined;
}

export function isFailure(result: HttpResponse | IntegrationFailure): result is IntegrationFailure {
  return 'type' in result;
}

/** Renders the request for the integration; undefined when the content type may not pass. */
function createRequestTemplates({ integration }: ApiMethod, stageVariables: Value) {
  const templates = new Map(
    Object.entries(integration.templates).map(
      ([type, template]) => [type, compileTemplate(template)] as const,
    ),
  );
  const passes =
    integration.passthroughBehavior === 'WHEN_NO_MATCH' ||
    (integration.passthroughBehavior === 'WHEN_NO_TEMPLATES' && templates.size === 0);
  return ({ contentType, body, parameters, context }: CheckedRequest): string | undefined => {
    const template = templates.get(contentType);
    if (!template) return passes ? body.text() : undefined;
    return template.render({
      input: new InputObject(body, parameters),
      context: context.variables,
      stageVariables,
      util,
    });
  };
}

class IntegrationTimeout extends Error {
  override readonly name = 'IntegrationTimeout';
}

/** As behind API Gateway, work that takes longer goes on nevertheless. */
function withinTimeout<T>(
  { integration: { timeoutMs } }: ApiMethod,
  work: Promise<T>,
  { timers = machineTimers }: Integrations,
): Promise<T> {
  const late = () => new IntegrationTimeout(`no answer within ${timeoutMs} ms`);
  return within(timeoutMs, work, late, timers);
}

function describe(method: ApiMethod) {
  return `${method.httpMethod} ${method.resourcePath}`;
}

function createPutEvents(method: ApiMethod, api: RestApi, integrations: Integrations): Integration {
  const { integration } = method;
  const render = createRequestTemplates(method, api.stageVariables);
  const respond = createIntegrationResponses(method, api);
  const prefix = 'integration.request.header.';
  const headers = compileHeaders(integration.parameters, prefix, api.stageVariables, describe(method));
  // The service reads the operation from this header alone, and answers a call without it with an
  // error.
  const target = 'x-amz-target';
  const hasTarget = Object.keys(integration.parameters).some(
    (name) => name.toLowerCase() === prefix + target,
  );
  const run: Integration['run'] = async (checked) => {
    const body = render(checked);
    if (body === undefined) return { type: 'UNSUPPORTED_MEDIA_TYPE' };
    const sent = hasTarget ? headers(checked)[target] : checked.context.requestOverride.header.find(target);
    if (sent !== 'AWSEvents.PutEvents') {
      const reply = { status: 400, json: { __type: 'UnknownOperationException' } };
      return respond(reply, checked.context, checked.parameters);
    }
    try {
      const reply = await withinTimeout(method, callPutEvents(integrations.putEvents, body), integrations);
      return respond(reply, checked.context, checked.parameters);
    } catch (cause) {
      if (cause instanceof TemplateError) throw cause;
      return {
        type: cause instanceof IntegrationTimeout ? 'INTEGRATION_TIMEOUT' : 'INTEGRATION_FAILURE',
        cause,
      };
    }
  };
  const throttling = { status: 400, json: { __type: 'ThrottlingException', message: 'Rate exceeded' } };
  return {
    run,
    throttled: (context, parameters) =>
      integrations.isThrottled?.() ? respond(throttling, context, parameters) : undefined,
  };
}

/**
 * From the ARN in `arn:aws:apigateway:{region}:lambda:path/2015-03-31/functions/{arn}/invocations`.
 */
function functionName(method: ApiMethod): string {
  const name = /:lambda:path\/[^/]+\/functions\/[^/]+:function:([^:/]+)[^/]*\/invocations$/.exec(
    method.integration.uri,
  )?.[1];
  if (!name) throw new DefinitionError(`${describe(method)} calls no function: ${method.integration.uri}`);
  return name;
}

function createProxy(method: ApiMethod, api: RestApi, integrations: Integrations): Integration {
  const name = functionName(method);
  const run: Integration['run'] = async ({ request, match, context }) => {
    try {
      const event = proxyEvent(request, match, context, api);
      const result = await withinTimeout(method, integrations.invokeFunction(name, event), integrations);
      const response = proxyResponse(result, context.facts.requestId);
      return (
        response ?? { type: 'DEFAULT_5XX', status: 502, cause: new Error(`${name} answered no response`) }
      );
    } catch (cause) {
      if (cause instanceof IntegrationTimeout) return { type: 'INTEGRATION_TIMEOUT', cause };
      return { type: 'DEFAULT_5XX', status: 502, cause };
    }
  };
  return { run };
}

/**
 * Compiles a method's integration.
 * @throws {DefinitionError} for one that cannot be run here
 */
export function createIntegration(method: ApiMethod, api: RestApi, integrations: Integrations): Integration {
  const { type, uri } = method.integration;
  if (type === 'AWS' && uri.endsWith(':events:action/PutEvents'))
    return createPutEvents(method, api, integrations);
  if (type === 'AWS_PROXY') return createProxy(method, api, integrations);
  throw new DefinitionError(`${describe(method)}: an integration ${type} ${uri} is not supported here`);
}
