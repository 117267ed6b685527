import { useEffect, useState } from 'react';
import { isSameButForPeriod } from '../../asks.ts';
import type { CellError } from './api.ts';
import { batchReader, type Outcome } from './read-batch.ts';

/** What is asked of the cell, by the name under which its answer is found. */
export interface Ask {
  readonly name: string;
  readonly path: string;
  /** Whether the answer stays what it is, so that it is asked for once. */
  readonly settled?: boolean;
  /** Whether its period goes on with the clock: an answer of the minute before is not out of date. */
  readonly goesOn?: boolean;
}

export interface Answers<T> {
  /** The newest answer by that name; of an earlier question until the present one is answered. */
  readonly get: (name: string) => T | undefined;
  /** Why there is no newer answer. */
  readonly errorOf: (name: string) => CellError | undefined;
  /** Whether an answer of that name is still of an earlier question. */
  readonly isOld: (name: string) => boolean;
  /** Whether something is asked by that name, and has no answer yet. */
  readonly isAwaited: (name: string) => boolean;
  /** When all of it was last read, ms since the epoch. */
  readonly asOf: number | undefined;
  /** Whether the newest attempt failed. */
  readonly failed: boolean;
}

interface Answer<T> {
  readonly path: string;
  readonly data?: T;
  readonly error?: CellError;
}

interface State<T> {
  readonly answers: ReadonlyMap<string, Answer<T>>;
  readonly asOf: number | undefined;
  readonly failed: boolean;
}

/** Between the starts of two rounds, … */
const pollMs = 1_000;
/** … and between the end of one and the start of the next, at least: a slow cell gets its rest. */
const pauseMs = 250;
const failedPauseMs = 2_000;
/** Answers that come within so short a time are shown together: each time, the whole page is drawn. */
const togetherMs = 50;

/**
 * Asks for everything that a page shows, again and again while the page is visible. All answers of
 * one round are shown together, so that no two figures are of different moments; only the first
 * answer to a question is shown as it comes. What was shown stays until there is something newer.
 * @param asks must keep its identity (`useMemo`): other ones start over
 */
export function useReadings<T>(asks: readonly Ask[]): Answers<T> {
  const [{ answers, asOf, failed }, setState] = useState<State<T>>({
    answers: new Map(),
    asOf: undefined,
    failed: false,
  });
  useEffect(() => {
    const ended = new AbortController();
    const readRound = roundReader<T>(asks);
    let timer: ReturnType<typeof setTimeout> | undefined;
    // What has come since the page was last drawn.
    const come = new Map<string, Answer<T>>();
    let showing: ReturnType<typeof setTimeout> | undefined;
    /** The first answer to a question is shown as it comes, later ones with their round. */
    const showFirst = () => {
      showing = undefined;
      const answered = new Map(come);
      come.clear();
      setState((last) => {
        const first = [...answered].filter(([name, { path }]) => last.answers.get(name)?.path !== path);
        return first.length === 0 ? last : merged(last, new Map(first));
      });
    };
    const round = async () => {
      const [beganAt, startedAt] = [performance.now(), Date.now()];
      let hasFailed = false;
      if (!document.hidden) {
        const found = new Map<string, Answer<T>>();
        await readRound(ended.signal, ({ name, path }, outcome) => {
          const answer: Answer<T> = { path, ...outcome };
          found.set(name, answer);
          hasFailed ||= answer.error !== undefined;
          come.set(name, answer);
          showing ??= setTimeout(showFirst, togetherMs);
        });
        if (ended.signal.aborted) return;
        clearTimeout(showing);
        showing = undefined;
        come.clear();
        setState((last) => ({
          ...merged(last, found),
          ...{ asOf: hasFailed ? last.asOf : startedAt, failed: hasFailed },
        }));
      }
      const rest = Math.max(pauseMs, pollMs - (performance.now() - beganAt));
      timer = setTimeout(round, hasFailed ? failedPauseMs : rest);
    };
    void round();
    return () => {
      ended.abort();
      clearTimeout(timer);
      clearTimeout(showing);
    };
  }, [asks]);
  const askOf = (name: string) => asks.find((each) => each.name === name);
  const isOld = (name: string) => {
    const [ask, answer] = [askOf(name), answers.get(name)];
    if (ask === undefined || answer === undefined || ask.path === answer.path) return false;
    return !(ask.goesOn && isSameButForPeriod(ask.path, answer.path));
  };
  return {
    get: (name) => answers.get(name)?.data,
    errorOf: (name) => answers.get(name)?.error,
    isOld,
    isAwaited: (name) => askOf(name) !== undefined && (answers.get(name)?.data === undefined || isOld(name)),
    asOf,
    failed,
  };
}

/** Reads all of it, again and again: what is settled only until it is answered. */
function roundReader<T>(asks: readonly Ask[]) {
  const settled = new Map<Ask, T>();
  const readBatch = batchReader<T>();
  // Those that are settled come last: the others keep their places when they are asked for no more.
  const inOrder = asks.toSorted((a, b) => Number(a.settled ?? false) - Number(b.settled ?? false));
  return async (signal: AbortSignal, onOutcome: (ask: Ask, outcome: Outcome<T>) => void) => {
    for (const [ask, data] of settled) onOutcome(ask, { data });
    const open = inOrder.filter((ask) => !settled.has(ask));
    const paths = open.map(({ path }) => path);
    await readBatch(paths, signal, (index, outcome) => {
      const ask = open[index];
      if (!ask) return;
      if (ask.settled && 'data' in outcome) settled.set(ask, outcome.data);
      onOutcome(ask, outcome);
    });
  };
}

function merged<T>(last: State<T>, found: ReadonlyMap<string, Answer<T>>): State<T> {
  const answers = new Map(last.answers);
  for (const [name, answer] of found) answers.set(name, afterwards(answers.get(name), answer));
  return { ...last, answers };
}

/**
 * What is known after another answer. One that failed keeps the data of the same question, one that
 * says the same keeps the object, so that nothing is drawn anew.
 */
function afterwards<T>(before: Answer<T> | undefined, answer: Answer<T>): Answer<T> {
  if (before?.path !== answer.path || before.data === undefined) return answer;
  if (answer.error) return { ...before, error: answer.error };
  return before.data === answer.data || JSON.stringify(before.data) === JSON.stringify(answer.data)
    ? { path: before.path, data: before.data }
    : answer;
}
