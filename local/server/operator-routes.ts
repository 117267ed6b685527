import type { IncomingMessage, ServerResponse } from 'node:http';
import type { JsonObject } from '../../lib/json.ts';
import { isSameKey } from '../operator-key.ts';
import { isCrossSite, postProblems, readJsonObject } from './json-post.ts';
import { maxActBytes, operatorProblems as problems } from './operator-problems.ts';
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
      const refused = isCrossSite(request) ? postProblems.crossSite : keyProblem(request, key);
      if (refused) return sendProblem(response, refused);
      const [act, read] = [acts[resource], reads[resource]];
      if (request.method === 'GET' && read)
        return sendJson(response, 200, await read(new URLSearchParams(query)));
      if (request.method === 'POST' && act) return sendAct(request, response, act);
      const allow = [...(read ? ['GET'] : []), ...(act ? ['POST'] : [])].join(', ');
      return sendProblem(response, postProblems.wrongMethod, { allow });
    },
  };
}

function keyProblem({ headers }: IncomingMessage, key: string): Problem | undefined {
  const given = headers['x-operator-key'];
  if (typeof given !== 'string' || given === '') return problems.keyMissing;
  return isSameKey(given, key) ? undefined : problems.keyWrong;
}

async function sendAct(request: IncomingMessage, response: ServerResponse, act: OperatorAct): Promise<void> {
  const read = await readJsonObject(request, maxActBytes);
  if ('problem' in read) return sendProblem(response, read.problem);
  return sendJson(response, 200, await act(read.body));
}
