import type { IncomingMessage, ServerResponse } from 'node:http';
import { isObject, type JsonObject } from '../../lib/json.ts';
import { parseStrictJson } from '../../lib/strict-json.ts';
import { isSameKey } from '../operator-key.ts';
import { readBody } from './body.ts';
import { maxActBytes, notJson, operatorProblems as problems } from './operator-problems.ts';
import { type Problem, sendJson, sendProblem } from './problem.ts';

/**
 * Does something to the cell, and resolves to what is sent as JSON. A client repeats it when no
 * reply reaches it, so doing it twice has the effect of doing it once.
 * @param body of the POST
 * @throws {BemsError} when the body makes no sense
 */
export type OperatorAct = (body: JsonObject) => Promise<unknown>;

/** Resolves to what only an operator may read. @throws {BemsError} when a parameter makes no sense */
type OperatorRead = (parameters: URLSearchParams) => Promise<unknown>;

export interface OperatorSettings {
  /** What every request has to give in the header `x-operator-key`. */
  readonly key: string;
  /** By the resource under `/console/api/` that takes the POST. */
  readonly acts: Readonly<Record<string, OperatorAct>>;
  /** By the resource under `/console/api/` that takes the GET. */
  readonly reads: Readonly<Record<string, OperatorRead>>;
}

/** The resources of `/console/api/` that only an operator may use. */
export function operatorRoutes({ key, acts, reads }: OperatorSettings) {
  return {
    owns: (resource: string) => Object.hasOwn(acts, resource) || Object.hasOwn(reads, resource),

    /** Answers a request for one of them. @throws whatever the act or the read throws */
    async handle(
      request: IncomingMessage,
      response: ServerResponse,
      resource: string,
      query: string,
    ): Promise<void> {
      const refused = isCrossSite(request) ? problems.crossSite : keyProblem(request, key);
      if (refused) return sendProblem(response, refused);
      const [act, read] = [acts[resource], reads[resource]];
      if (request.method === 'GET' && read)
        return sendJson(response, 200, await read(new URLSearchParams(query)));
      if (request.method === 'POST' && act) return sendAct(request, response, act);
      const allow = [...(read ? ['GET'] : []), ...(act ? ['POST'] : [])].join(', ');
      return sendProblem(response, problems.wrongMethod, { allow });
    },
  };
}

/**
 * Whether a page of another origin sent the request: browsers say so in headers that no script can
 * set. Programs send neither.
 */
function isCrossSite({ headers }: IncomingMessage): boolean {
  const { origin, host, 'sec-fetch-site': site } = headers;
  return (origin !== undefined && origin !== `http://${host}`) || (site ?? 'same-origin') !== 'same-origin';
}

function keyProblem({ headers }: IncomingMessage, key: string): Problem | undefined {
  const given = headers['x-operator-key'];
  if (typeof given !== 'string' || given === '') return problems.keyMissing;
  return isSameKey(given, key) ? undefined : problems.keyWrong;
}

async function sendAct(request: IncomingMessage, response: ServerResponse, act: OperatorAct): Promise<void> {
  const { 'content-type': type = '', 'content-encoding': encoding } = request.headers;
  if (!/^application\/json\s*(;|$)/i.test(type) || encoding !== undefined)
    return sendProblem(response, problems.wrongType);
  const { bytes, tooLarge } = await readBody(request, maxActBytes);
  if (tooLarge) return sendProblem(response, problems.tooLarge);
  const body = parseStrictJson(bytes.toString('utf8'));
  if ('problem' in body) return sendProblem(response, notJson(body.problem));
  if (!isObject(body.value)) return sendProblem(response, notJson('it is not an object'));
  return sendJson(response, 200, await act(body.value));
}
