import type { DiagnosedLetter } from '../../operations/dead-letters/diagnosis.ts';
import {
  type LetterCursor,
  type LetterSelection,
  type SelectedPage,
  selectDeadLetters,
} from '../../operations/dead-letters/select.ts';
import type { Target } from '../operations/operation.ts';

/** Letters looked at per request. */
const pageSize = 100;

/** The selected letters, up to so many. */
export async function readLetters(
  target: Target,
  selection: LetterSelection,
  count: number,
): Promise<readonly DiagnosedLetter[]> {
  const letters: DiagnosedLetter[] = [];
  let cursor: LetterCursor | undefined;
  try {
    do {
      const page = await readPage(target, selection, cursor);
      letters.push(...page.letters);
      cursor = page.next;
    } while (cursor && letters.length < count);
  } finally {
    await releaseLetters(target);
  }
  return letters.slice(0, count);
}

function readPage(
  target: Target,
  selection: LetterSelection,
  cursor: LetterCursor | undefined,
): Promise<SelectedPage> {
  return target.run<SelectedPage>({
    local: (cell) =>
      cell.read(
        'dead-letters',
        new URLSearchParams({
          ...queryOf(selection),
          limit: `${pageSize}`,
          ...(cursor && { cursorQueue: cursor.queue, ...(cursor.after && { cursorAfter: cursor.after }) }),
        }),
      ),
    deployed: ({ deadLetters }) => selectDeadLetters(deadLetters, { selection, limit: pageSize, cursor }),
  });
}

/** The selection as parameters of an address. */
export function queryOf(selection: LetterSelection): Record<string, string> {
  return Object.fromEntries(
    Object.entries(selection).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}

/** Shows again what reading has hidden; a local cell hides nothing. */
export function releaseLetters(target: Target): Promise<void> {
  return target.run({
    local: async () => {},
    deployed: ({ deadLetters }) => deadLetters.release(),
  });
}
