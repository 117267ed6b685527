import { DefinitionError } from '../template/definition.ts';
import type { HttpResponse } from './http-message.ts';
import { compileHeaders } from './parameter-expression.ts';
import type { ServiceReply } from './put-events.ts';
import type { RequestContext } from './request-context.ts';
import type { ApiMethod, IntegrationResponse, RestApi } from './rest-api.ts';
import { InputObject, type RequestParameters, type TemplateBody, util } from './template-objects.ts';
import { compileTemplate } from './velocity/template.ts';

type Respond = (reply: ServiceReply, context: RequestContext, parameters: RequestParameters) => HttpResponse;

function bodyOf(reply: ServiceReply): TemplateBody {
  return {
    text: () => JSON.stringify(reply.json),
    json: () => reply.json,
  };
}

function compile(response: IntegrationResponse, api: RestApi, where: string): Respond {
  const [contentType = 'application/json', source] = Object.entries(response.templates)[0] ?? [];
  const template = source === undefined ? undefined : compileTemplate(source);
  const headers = compileHeaders(response.parameters, 'method.response.header.', api.stageVariables, where);
  return (reply, context, parameters) => {
    const body = bodyOf(reply);
    // Rendered first: the template may override status and headers.
    const text = template
      ? template.render({
          input: new InputObject(body, parameters),
          context: context.variables,
          stageVariables: api.stageVariables,
          util,
        })
      : body.text();
    const { status, header } = context.responseOverride;
    return {
      status: status ?? response.status,
      headers: {
        'content-type': contentType,
        'x-amzn-requestid': context.facts.requestId,
        ...headers({ context, parameters }),
        ...header.all(),
      },
      body: text,
    };
  };
}

/**
 * Compiles a method's integration responses: the first whose pattern matches the whole status of
 * the reply answers, else the one without a pattern.
 * @throws {DefinitionError} when there is no default one
 */
export function createIntegrationResponses(method: ApiMethod, api: RestApi): Respond {
  const where = `${method.httpMethod} ${method.resourcePath}`;
  const responses = method.integration.responses.map((response) => ({
    pattern: response.selectionPattern ? new RegExp(`^(?:${response.selectionPattern})$`) : undefined,
    respond: compile(response, api, where),
  }));
  const standard = responses.find(({ pattern }) => !pattern);
  if (!standard) throw new DefinitionError(`${where} has no default integration response`);
  return (reply, context, parameters) => {
    const chosen = responses.find(({ pattern }) => pattern?.test(String(reply.status))) ?? standard;
    return chosen.respond(reply, context, parameters);
  };
}
