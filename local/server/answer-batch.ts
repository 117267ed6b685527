import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Batch, type BatchLine, maxQuestionLength, maxQuestions } from '../../dashboards/batch.ts';
import { BemsError } from '../../functions/core/errors.ts';
import { atOnce } from '../../lib/at-once.ts';
import type { JsonObject } from '../../lib/json.ts';
import { turns } from '../../lib/turns.ts';
import { isCrossSite, postProblems, readJsonObject } from './json-post.ts';
import { type Problem, problemBody, securityHeaders, sendProblem } from './problem.ts';

/** What a question is answered with. */
export type Reply = { readonly value: unknown } | { readonly problem: Problem };

/** Answers a question of a batch; it does not reject. @param question as `Batch` has it */
export type ReplyTo = (question: string) => Promise<Reply>;

/**
 * Questions that are worked on at once, of all batches together: pages must not keep the path of events
 * waiting. A browser that asks each by itself has no more than some connections either.
 */
const answeredAtOnce = 4;
/** Bytes of a batch: the most and longest questions fit, unless they are of other characters than an address. */
const maxBatchBytes = 1024 * 1024;

/**
 * Answers batches of questions (`dashboards/batch.ts`). What can be refused at once is a problem of the whole
 * batch; a question that has one says so in its line, and leaves the others alone.
 */
export function answerBatches(replyTo: ReplyTo) {
  const turn = turns(answeredAtOnce);
  /** @throws {BemsError} INVALID_REQUEST, naming the field */
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (request.method !== 'POST') return sendProblem(response, postProblems.wrongMethod, { allow: 'POST' });
    if (isCrossSite(request)) return sendProblem(response, postProblems.crossSite);
    const read = await readJsonObject(request, maxBatchBytes);
    if ('problem' in read) return sendProblem(response, read.problem);
    const { questions } = batchFrom(read.body);
    response.writeHead(200, {
      'content-type': 'application/x-ndjson',
      'cache-control': 'no-store',
      ...securityHeaders,
    });
    await atOnce(questions.entries(), answeredAtOnce, async ([question, path]) => {
      // A page that was left waits for nothing: what is not begun by then never is.
      const reply = await turn(async () => (response.destroyed ? undefined : replyTo(path)));
      if (reply && !response.destroyed) await write(response, lineOf(question, reply));
    });
    response.end();
  };
}

function lineOf(question: number, reply: Reply): BatchLine {
  return 'value' in reply
    ? { question, status: 200, answer: reply.value }
    : { question, status: reply.problem.status, problem: problemBody(reply.problem) };
}

/** Writes a line, and waits for a client that reads more slowly than it is written to. */
async function write(response: ServerResponse, line: BatchLine): Promise<void> {
  if (response.write(`${JSON.stringify(line)}\n`)) return;
  await new Promise<void>((resolve) => {
    const done = () => {
      response.off('drain', done).off('close', done);
      resolve();
    };
    response.on('drain', done).on('close', done);
  });
}

function batchFrom({ questions, ...others }: JsonObject): Batch {
  const [other] = Object.keys(others);
  if (other !== undefined) throw refused(`"${other.slice(0, 40)}" is no field of a batch`);
  if (!Array.isArray(questions)) throw refused('questions is no list');
  if (questions.length === 0 || questions.length > maxQuestions)
    throw refused(`questions has ${questions.length} elements, and may have 1 to ${maxQuestions}`);
  return { questions: questions.map(questionFrom) };
}

function questionFrom(question: unknown, index: number): string {
  if (typeof question !== 'string') throw refused(`questions[${index}] is no text`);
  if (question.length > maxQuestionLength)
    throw refused(`questions[${index}] has ${question.length} characters, and may have ${maxQuestionLength}`);
  return question;
}

function refused(why: string): BemsError {
  return new BemsError('INVALID_REQUEST', `The batch is not what this takes: ${why}.`, {
    nextStep: 'Send {"questions": ["kpis/…"]}, several times if there are many.',
    failureClass: 'permanent',
  });
}
