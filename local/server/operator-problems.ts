import { type Problem, problem } from './problem.ts';

/** Bytes of an act's body: thousands of message ids fit. */
export const maxActBytes = 256 * 1024;

/** What the operator's routes refuse, besides what any POST is refused for. */
export const operatorProblems = {
  keyMissing: problem(
    403,
    'Forbidden',
    'OPERATOR_KEY_MISSING',
    'Only an operator may do this. Give the operator’s key in the header x-operator-key; it is in operator-key.json in the cell’s data folder.',
  ),
  keyWrong: problem(
    403,
    'Forbidden',
    'OPERATOR_KEY_WRONG',
    'This is not the operator’s key of this cell. A producer’s key is none; the operator’s is in operator-key.json in the cell’s data folder.',
  ),
} as const satisfies Record<string, Problem>;
