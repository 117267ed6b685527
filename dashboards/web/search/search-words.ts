import type { Found, SearchKind } from '../../finder.ts';
import type { Search } from '../data/use-search.ts';

/** What follows a list that is cut. */
export function moreNote(found: Found | undefined, kind: SearchKind): string | undefined {
  return found?.more.includes(kind) ? 'There are more: type on.' : undefined;
}

/** What is said when there is nothing to choose; undefined while nothing is known. */
export function nothingNote({ found, error }: Search, nothing: string): string | undefined {
  if (error) return `This cannot be searched for now. ${error.message}`;
  return found && nothing;
}
