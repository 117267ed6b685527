import { randomUUID } from 'node:crypto';
import type { Clock } from '../../lib/clock.ts';
import { parseJson } from '../../lib/json.ts';
import { createKeyFinder } from './api-keys.ts';
import { contentCoding, decodeBody } from './content-encoding.ts';
import { createRefuse, type Refuse } from './gateway-responses.ts';
import { type HttpRequest, type HttpResponse, singleHeader } from './http-message.ts';
import { createIntegration, type Integration, type Integrations, isFailure } from './integration.ts';
import { BodyProblem, type JsonBody, readJsonBody } from './json-body.ts';
import { type ContextFacts, RequestContext } from './request-context.ts';
import { createValidators, type Validate } from './request-validator.ts';
import type { ApiMethod, RestApi } from './rest-api.ts';
import { createRouter, type Match } from './router.ts';
import { createVerifier, type Verification } from './signature/verify.ts';
import type { RequestParameters, TemplateBody } from './template-objects.ts';
import { createThrottle } from './throttle.ts';
import type { Value } from './velocity/values.ts';

export interface GatewaySettings {
  readonly api: RestApi;
  /** Key id → secret. */
  readonly apiKeys: ReadonlyMap<string, string>;
  /**
   * Access key id → secret access key, for methods whose requests are signed; nobody can sign
   * unless given.
   */
  readonly accessKeys?: ReadonlyMap<string, string>;
  readonly integrations: Integrations;
  readonly clock: Clock;
  /** Makes request ids; random UUIDs unless given. */
  readonly ids?: () => string;
  /** Told what went wrong when a client is answered with a 5xx of the gateway's own. */
  readonly onFault?: (fault: {
    readonly route: string;
    readonly requestId: string;
    readonly cause: unknown;
  }) => void;
}

export interface Gateway {
  /** The largest body it takes, in bytes: of more, nothing needs to be kept. */
  readonly maxBodyBytes: number;
  /** Never rejects: whatever happens has a response. */
  handle(request: HttpRequest): Promise<HttpResponse>;
}

/** API Gateway's payload quota, in bytes. */
const payloadQuotaBytes = 10 * 1024 * 1024;

const jsonType = 'application/json';

interface Route {
  readonly method: ApiMethod;
  readonly integration: Integration;
  /** By content type, for methods whose bodies are validated. */
  readonly validators: ReadonlyMap<string, Validate>;
}

/** Taken apart when first asked for: most requests never are. */
class LazyParameters implements RequestParameters {
  readonly #request: HttpRequest;
  readonly path: Readonly<Record<string, string>>;
  constructor(request: HttpRequest, match: Match | undefined) {
    this.#request = request;
    this.path = match?.parameters ?? {};
  }
  get querystring(): Readonly<Record<string, string>> {
    return Object.fromEntries(new URLSearchParams(this.#request.query));
  }
  get header(): Readonly<Record<string, string>> {
    return Object.fromEntries(
      Object.keys(this.#request.headers).flatMap((name) => {
        const text = singleHeader(this.#request, name);
        return text === undefined ? [] : [[name, text]];
      }),
    );
  }
}

/** Who sent a request, as far as it says so and proves it. */
type Caller = Pick<ContextFacts, 'apiKeyId' | 'accessKeyId'>;

/**
 * `application/json; charset=utf-8` → `application/json`, which API Gateway also assumes when
 * nothing is said.
 */
function contentTypeOf(request: HttpRequest): string {
  const type = singleHeader(request, 'content-type');
  return type === undefined || type === '' ? jsonType : (type.split(';', 1)[0] ?? '').trim().toLowerCase();
}

/** The names of required parameters that are absent. */
function missingParameters(method: ApiMethod, parameters: RequestParameters): readonly string[] {
  return Object.entries(method.parameters)
    .filter(([, required]) => required)
    .flatMap(([target]) => {
      const [, group = '', name = ''] =
        /^method\.request\.(path|querystring|header)\.(.+)$/.exec(target) ?? [];
      const values = group === 'path' || group === 'querystring' ? parameters[group] : parameters.header;
      return Object.hasOwn(values, group === 'header' ? name.toLowerCase() : name) ? [] : [name];
    });
}

function templateBody(request: HttpRequest, read: JsonBody | undefined): TemplateBody {
  return {
    text: () => read?.text ?? request.body.toString('utf8'),
    json: () => (read ? read.json : (parseJson(request.body.toString('utf8')) as Value | undefined)),
  };
}

/**
 * Reads and checks the body; throws a BodyProblem when a model applies to it and it is not what
 * that allows.
 */
function checkedBody(route: Route, request: HttpRequest, contentType: string): JsonBody | undefined {
  const validate = route.validators.get(contentType);
  if (!validate) return undefined;
  const body = readJsonBody(request.body);
  const faults = validate(body.json);
  if (faults !== undefined) throw new BodyProblem(faults.slice(1, -1));
  return body;
}

function compileRoutes(api: RestApi, integrations: Integrations): ReadonlyMap<ApiMethod, Route> {
  const validatorFor = createValidators(api);
  return new Map(
    api.methods.map((method) => {
      const models = method.validatesBody ? Object.entries(method.models) : [];
      const validators = new Map(models.map(([type, model]) => [type, validatorFor(model)] as const));
      return [
        method,
        { method, integration: createIntegration(method, api, integrations), validators },
      ] as const;
    }),
  );
}

/**
 * Serves a REST API as API Gateway does. Checks come in its order: firewall, route, signature, API
 * key, throttle and quota, size, content coding, body against the model, content type against the
 * templates; then the request template, the integration, the response template. Everything is
 * compiled here, once.
 * @throws {DefinitionError | TemplateError} for a definition that cannot be served
 */
export function createGateway(settings: GatewaySettings): Gateway {
  const { api, clock, ids = randomUUID, onFault } = settings;
  const routes = compileRoutes(api, settings.integrations);
  const route = createRouter(api.methods);
  const keyIdOf = createKeyFinder(api, settings.apiKeys);
  const verify = createVerifier({ region: api.region, accessKeys: settings.accessKeys ?? new Map() });
  const admit = createThrottle(api);
  const refuse = createRefuse(api);
  const { bodyLimit } = api;
  const maxBodyBytes = Math.min(bodyLimit?.maxBytes ?? payloadQuotaBytes, payloadQuotaBytes);
  const isTooLarge = (request: HttpRequest) =>
    request.bodyTooLarge === true || request.body.length > maxBodyBytes;

  const contextOf = (request: HttpRequest, match: Match | undefined, caller: Caller, timeMs: number) =>
    new RequestContext({
      requestId: ids(),
      apiId: api.id,
      accountId: api.accountId,
      stage: api.stage,
      httpMethod: request.method,
      path: request.path,
      resourcePath: match?.method.resourcePath ?? '',
      resourceId: match?.method.resourceId ?? '',
      sourceIp: request.sourceIp,
      userAgent: singleHeader(request, 'user-agent') ?? '',
      host: singleHeader(request, 'host') ?? '',
      ...caller,
      timeMs,
    });

  const keyIdFor = (request: HttpRequest, { method }: Match): string | undefined => {
    const presented = method.apiKeyRequired ? singleHeader(request, 'x-api-key') : undefined;
    return presented === undefined ? undefined : keyIdOf(presented);
  };

  const serve = async (
    sent: HttpRequest,
    match: Match,
    verification: Verification | undefined,
    context: RequestContext,
  ): Promise<HttpResponse> => {
    const parameters = new LazyParameters(sent, match);
    const fail = (...[type, details]: [Parameters<Refuse>[0], Parameters<Refuse>[3]?]) =>
      refuse(type, context, parameters, details);
    const { method } = match;
    const target = routes.get(method);
    if (!target) return fail('API_CONFIGURATION_ERROR');
    const { apiKeyId, timeMs } = context.facts;
    // A body that was not read whole has no hash that a signature could be checked against.
    if (verification && isTooLarge(sent)) return fail('REQUEST_TOO_LARGE');
    if (verification?.problem) return fail(verification.problem.type, verification.problem);
    if (method.apiKeyRequired && apiKeyId === undefined) return fail('INVALID_API_KEY');
    const admission = admit(method, apiKeyId, timeMs);
    if (admission !== 'admitted') return fail(admission);
    if (isTooLarge(sent)) return fail('REQUEST_TOO_LARGE');

    const missing = method.validatesParameters ? missingParameters(method, parameters) : [];
    if (missing.length > 0) {
      const message = `Missing required request parameters: [${missing.join(', ')}]`;
      return fail('BAD_REQUEST_PARAMETERS', { message, validationErrorString: message });
    }
    const throttled = target.integration.throttled?.(context, parameters);
    if (throttled) return throttled;
    const coding = contentCoding(sent);
    const bytes = coding === undefined ? sent.body : await decodeBody(sent.body, coding, payloadQuotaBytes);
    if (typeof bytes === 'string') return fail(bytes);
    const request = coding === undefined ? sent : { ...sent, body: bytes };
    const contentType = contentTypeOf(request);
    let body: JsonBody | undefined;
    try {
      body = checkedBody(target, request, contentType);
    } catch (error) {
      if (!(error instanceof BodyProblem)) throw error;
      return fail('BAD_REQUEST_BODY', { validationErrorString: `[${error.message}]` });
    }
    const result = await target.integration.run({
      request,
      match,
      context,
      parameters,
      body: templateBody(request, body),
      contentType,
    });
    if (!isFailure(result)) return result;
    if ('cause' in result)
      onFault?.({ route: method.resourcePath, requestId: context.facts.requestId, cause: result.cause });
    return fail(result.type, 'status' in result ? { status: result.status } : {});
  };

  return {
    maxBodyBytes,
    handle: async (request) => {
      if (bodyLimit && isTooLarge(request)) return bodyLimit.reply;
      const match = route(request.method, request.path);
      const now = clock.now();
      if (!match)
        return refuse(
          'MISSING_AUTHENTICATION_TOKEN',
          contextOf(request, undefined, {}, now),
          new LazyParameters(request, undefined),
        );
      const verification =
        match.method.authorizationType === 'AWS_IAM' ? await verify(request, now) : undefined;
      const caller = { apiKeyId: keyIdFor(request, match), accessKeyId: verification?.accessKeyId };
      const context = contextOf(request, match, caller, now);
      try {
        return await serve(request, match, verification, context);
      } catch (cause) {
        // A template that fails at run time is a fault of the API's definition.
        onFault?.({ route: match.method.resourcePath, requestId: context.facts.requestId, cause });
        return refuse('API_CONFIGURATION_ERROR', context, new LazyParameters(request, match));
      }
    },
  };
}
