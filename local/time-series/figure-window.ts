/** Answers to questions of figures, as of one short window. */
export interface FigureWindow {
  /** Puts the snapshots that were written before this window in their places, once. */
  merged(): Promise<void>;
  /**
   * Answers a question once; whoever asks the same in this window shares the answer.
   * @param essence what of a question makes it the same as another
   */
  shared<Question, Answer>(
    answer: (question: Question) => Promise<Answer>,
    essence: (question: Question) => unknown,
  ): (question: Question) => Promise<Answer>;
}

/**
 * Windows one after the other, so that a page of figures is of one state and pays for merging once, and
 * a hundred open pages cost what one does.
 * @param lengthMs how far answers may be behind what was written, ms; 0 shares nothing
 * @param merge puts the snapshots that were written so far in their places
 * @param elapsed ms of a clock that never goes back
 */
export function figureWindow(
  lengthMs: number,
  merge: () => Promise<void>,
  elapsed: () => number = () => performance.now(),
): FigureWindow {
  let openedAt = Number.NEGATIVE_INFINITY;
  let merging: Promise<void> | undefined;
  const known: Map<string, unknown>[] = [];
  const look = () => {
    const now = elapsed();
    if (now - openedAt < lengthMs) return;
    openedAt = now;
    merging = undefined;
    for (const answers of known) answers.clear();
  };
  return {
    merged() {
      look();
      merging ??= merge();
      return merging;
    },
    shared<Question, Answer>(
      answer: (question: Question) => Promise<Answer>,
      essence: (question: Question) => unknown,
    ) {
      const answers = new Map<string, Promise<Answer>>();
      known.push(answers);
      return async (question: Question) => {
        look();
        const key = JSON.stringify(essence(question));
        const found = answers.get(key) ?? answer(question);
        answers.set(key, found);
        // What failed is asked again.
        found.catch(() => {
          if (answers.get(key) === found) answers.delete(key);
        });
        return found;
      };
    },
  };
}
