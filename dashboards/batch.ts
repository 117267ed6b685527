/** Where a batch is asked, under `/console/api/`. */
export const batchResource = 'answers';

/**
 * `POST /console/api/answers`: many questions in one request. Each is what a GET of its own would have after
 * `/console/api/`: `kpis/open-amount?currency=EUR`.
 */
export interface Batch {
  readonly questions: readonly string[];
}

/** Questions that a batch may have. A page of figures asks up to sixty. */
export const maxQuestions = 100;
/** Characters that a question may have: no fewer than an address could have. */
export const maxQuestionLength = 10_240;

/**
 * A line of what comes back, JSON each (`application/x-ndjson`): the answer to one question, written when it is
 * there. One for each question, in any order.
 */
export type BatchLine = {
  /** Which question it is, counted from 0. */
  readonly question: number;
  /** What a GET of its own would have. */
  readonly status: number;
} & (
  | { readonly answer: unknown }
  /** RFC 9457. */
  | { readonly problem: object }
);
