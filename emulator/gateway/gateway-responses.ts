import type { HttpResponse } from './http-message.ts';
import { compileHeaders, type ExpressionScope } from './parameter-expression.ts';
import type { RequestContext } from './request-context.ts';
import type { RestApi } from './rest-api.ts';
import type { RequestParameters } from './template-objects.ts';

/**
 * What API Gateway answers without, or instead of, the integration:
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html
 */
const responseTypes = {
  API_CONFIGURATION_ERROR: {
    status: 500,
    message: 'Internal server error',
    name: 'InternalServerErrorException',
  },
  BAD_REQUEST_BODY: { status: 400, message: 'Invalid request body', name: 'BadRequestException' },
  BAD_REQUEST_PARAMETERS: { status: 400, message: 'Invalid request parameters', name: 'BadRequestException' },
  DEFAULT_5XX: { status: 500, message: 'Internal server error', name: 'InternalServerErrorException' },
  INTEGRATION_FAILURE: {
    status: 504,
    message: 'Endpoint request failed',
    name: 'InternalServerErrorException',
  },
  INTEGRATION_TIMEOUT: {
    status: 504,
    message: 'Endpoint request timed out',
    name: 'InternalServerErrorException',
  },
  INVALID_API_KEY: { status: 403, message: 'Forbidden', name: 'ForbiddenException' },
  INVALID_SIGNATURE: { status: 403, message: 'Invalid signature', name: 'InvalidSignatureException' },
  MISSING_AUTHENTICATION_TOKEN: {
    status: 403,
    message: 'Missing Authentication Token',
    name: 'MissingAuthenticationTokenException',
  },
  QUOTA_EXCEEDED: { status: 429, message: 'Limit Exceeded', name: 'LimitExceededException' },
  REQUEST_TOO_LARGE: { status: 413, message: 'Request Too Long', name: 'RequestEntityTooLargeException' },
  THROTTLED: { status: 429, message: 'Too Many Requests', name: 'TooManyRequestsException' },
  UNSUPPORTED_MEDIA_TYPE: {
    status: 415,
    message: 'Unsupported Media Type',
    name: 'UnsupportedMediaTypeException',
  },
} as const;

type ResponseType = keyof typeof responseTypes;

const defaultTemplates = { 'application/json': '{"message":$context.error.messageString}' };

interface Part {
  readonly text: string;
  /** Name of the variable after the text. */
  readonly variable: string | undefined;
  /** Whether that variable stands between the quotes of a JSON string. */
  readonly quoted: boolean;
}

/**
 * A gateway response's template is no Velocity: `$context.…` and `$stageVariables.…` are replaced,
 * nothing else.
 */
function split(template: string): readonly Part[] {
  const parts: Part[] = [];
  let from = 0;
  let quoted = false;
  for (const match of template.matchAll(
    /\$((?:context|stageVariables)\.[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*)/g,
  )) {
    const text = template.slice(from, match.index);
    quoted =
      [...text.replace(/\\./gs, '')].filter((each) => each === '"').length % 2 === 1 ? !quoted : quoted;
    parts.push({ text, variable: match[1], quoted });
    from = match.index + match[0].length;
  }
  return [...parts, { text: template.slice(from), variable: undefined, quoted: false }];
}

/** A value between quotes is escaped, so that a JSON body stays JSON whatever it holds. */
function escaped(value: string) {
  return JSON.stringify(value).slice(1, -1);
}

/** Answers for the gateway itself, as the API's definition words it. */
export type Refuse = (
  type: ResponseType,
  context: RequestContext,
  parameters: RequestParameters,
  details?: RefusalDetails,
) => HttpResponse;

/** What a refusal says that differs from the usual of its type. */
interface RefusalDetails {
  readonly message?: string;
  readonly validationErrorString?: string;
  readonly status?: number;
  /** For the header `x-amzn-ErrorType`. */
  readonly errorName?: string;
}

function compileResponse(api: RestApi, type: ResponseType) {
  const standard = responseTypes[type];
  const fallback = standard.status < 500 ? 'DEFAULT_4XX' : 'DEFAULT_5XX';
  const definition = api.gatewayResponses[type] ?? api.gatewayResponses[fallback];
  const [contentType = '', template = ''] =
    Object.entries(definition?.templates ?? {}).toSorted(([one], [other]) =>
      one === 'application/json' ? -1 : other === 'application/json' ? 1 : 0,
    )[0] ??
    Object.entries(defaultTemplates)[0] ??
    [];
  const parts = split(template);
  const headers = compileHeaders(
    definition?.parameters ?? {},
    'gatewayresponse.header.',
    api.stageVariables,
    `gateway response ${type}`,
  );

  return (scope: ExpressionScope, { status, errorName }: RefusalDetails): HttpResponse => {
    let body = '';
    for (const { text, variable, quoted } of parts) {
      body += text;
      if (variable === undefined) continue;
      const [root, ...path] = variable.split('.');
      const name = path.join('.');
      const value =
        root === 'context' ? scope.context.lookup(name, scope.error) : (api.stageVariables[name] ?? '');
      body += quoted ? escaped(value) : value;
    }
    return {
      status: definition?.status ?? status ?? standard.status,
      headers: {
        'content-type': contentType,
        'x-amzn-requestid': scope.context.facts.requestId,
        'x-amzn-errortype': errorName ?? standard.name,
        ...headers(scope),
      },
      body,
    };
  };
}

/**
 * Compiles the API's gateway responses; types it does not define fall back to its DEFAULT_4XX or
 * DEFAULT_5XX, then to AWS's own.
 */
export function createRefuse(api: RestApi): Refuse {
  const responses = new Map(
    (Object.keys(responseTypes) as ResponseType[]).map((type) => [type, compileResponse(api, type)]),
  );
  return (type, context, parameters, details = {}) => {
    const error = {
      message: details.message ?? responseTypes[type].message,
      responseType: type,
      ...(details.validationErrorString !== undefined && {
        validationErrorString: details.validationErrorString,
      }),
    };
    const respond = responses.get(type);
    if (!respond) throw new Error(`no gateway response ${type}`);
    return respond({ context, parameters, error }, details);
  };
}
