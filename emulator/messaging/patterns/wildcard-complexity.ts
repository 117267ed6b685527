import { wildcardPieces } from './wildcard.ts';

/**
 * Beginnings of wildcards that one text may match at once. AWS documents that there is a limit, not
 * which: rules with nine are reported as accepted, with eleven as refused.
 */
const maxBeginnings = 10;
/** What is left undecided after so many steps is too complex as well. */
const maxSteps = 20_000;

const anyText = Symbol('*');
type Token = string | typeof anyText;

/**
 * Whether EventBridge refuses a field with these wildcards as too complex. It counts, as AWS's
 * event-ruler does, how many beginnings of all of them the worst text matches: `*a*b` has the
 * beginnings `*`, `*a`, `*a*` and `*a*b`.
 * @param wildcards well-formed ones, all of one field
 */
export function isTooComplex(wildcards: readonly string[]): boolean {
  const machines = [...new Set(wildcards)].map(tokensOf);
  // A character that no wildcard names leads where `undefined` does.
  const characters = [...new Set(machines.flat().filter((token) => token !== anyText)), undefined];
  const seen = new Set<string>();
  const waiting = [machines.map((tokens) => afterStars(tokens, [0]))];
  for (let positions = waiting.pop(); positions; positions = waiting.pop()) {
    for (const character of characters) {
      const next = positions.map((own, index) => advance(machines[index] ?? [], own, character));
      if (next.flat().length > maxBeginnings || seen.size > maxSteps) return true;
      const key = next.join('|');
      if (seen.has(key)) continue;
      seen.add(key);
      waiting.push(next);
    }
  }
  return false;
}

function tokensOf(wildcard: string): readonly Token[] {
  return wildcardPieces(wildcard).flatMap((piece, index) => (index === 0 ? [...piece] : [anyText, ...piece]));
}

/** Positions count the tokens behind them. */
function advance(
  tokens: readonly Token[],
  positions: readonly number[],
  character: string | undefined,
): readonly number[] {
  const next = positions.flatMap((position) => [
    ...(tokens[position - 1] === anyText ? [position] : []),
    ...(character !== undefined && tokens[position] === character ? [position + 1] : []),
  ]);
  return afterStars(tokens, next);
}

/** The positions, and those behind a star that follows one of them: it may stand for nothing. */
function afterStars(tokens: readonly Token[], positions: readonly number[]): readonly number[] {
  const behind = positions.filter((position) => tokens[position] === anyText).map((position) => position + 1);
  return [...new Set([...positions, ...behind])].sort((a, b) => a - b);
}
