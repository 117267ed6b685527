import { chunks } from '../../../lib/chunks.ts';
import { type Batch, type BatchLine, batchResource, maxQuestions } from '../../batch.ts';
import { CellError, errorOf, respond, unreachable } from './api.ts';

/** What came of one question. */
export type Outcome<T> = { readonly data: T } | { readonly error: CellError };

/**
 * Asks the cell many questions in one request and says what came of each as soon as it is known. Answers that
 * are aborted are not waited for.
 * @param paths of the questions, under the cell's API
 * @param onOutcome is told of each once; `index` is that of the question
 */
export type ReadBatch<T> = (
  paths: readonly string[],
  signal: AbortSignal,
  onOutcome: (index: number, outcome: Outcome<T>) => void,
) => Promise<void>;

/**
 * A reader for questions that are asked again and again: an answer that says the same as in the round before
 * is not parsed anew, and is the same object.
 */
export function batchReader<T>(): ReadBatch<T> {
  let before: ReadonlyMap<string, BatchLine> = new Map();
  return async (paths, signal, onOutcome) => {
    const now = new Map<string, BatchLine>();
    for (const [part, some] of chunks(paths, maxQuestions).entries()) {
      const open = new Set(some.keys());
      const told = (index: number, outcome: Outcome<T>) => {
        if (open.delete(index) && !signal.aborted) onOutcome(part * maxQuestions + index, outcome);
      };
      const error = await eachLine(some, signal, (text) => {
        const line = before.get(text) ?? (JSON.parse(text) as BatchLine);
        now.set(text, line);
        told(line.question, outcomeOf<T>(line));
      });
      for (const index of [...open]) told(index, { error });
    }
    before = now;
  };
}

function outcomeOf<T>(line: BatchLine): Outcome<T> {
  return 'problem' in line ? { error: errorOf(line.status, line.problem) } : { data: line.answer as T };
}

/** Asks, and reads line by line. @returns why there is no answer to what no line was about */
async function eachLine(
  questions: readonly string[],
  signal: AbortSignal,
  onLine: (text: string) => void,
): Promise<CellError> {
  try {
    const response = await respond(batchResource, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ questions } satisfies Batch),
      signal,
    });
    const reader = response.body?.getReader();
    const decoder = new TextDecoder();
    let rest = '';
    for (let read = await reader?.read(); read && !read.done; read = await reader?.read()) {
      const lines = (rest + decoder.decode(read.value, { stream: true })).split('\n');
      rest = lines.pop() ?? '';
      lines.forEach(onLine);
    }
  } catch (cause) {
    if (cause instanceof CellError) return cause;
    if (cause instanceof SyntaxError) return new CellError('failed', `The cell answered no JSON: ${cause}`);
  }
  return unreachable();
}
