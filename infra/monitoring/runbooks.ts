/** Where the runbooks are, from the root of the project. */
export const runbooksFile = 'docs/runbooks.md';

/** The address of a heading of the runbooks, as it is where the page is rendered. */
export function runbookAddress(heading: string): string {
  return `${runbooksFile}#${heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-')}`;
}
