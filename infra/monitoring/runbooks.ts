import { runbookAnchor } from '../../functions/core/alerts/runbook-anchor.ts';

/** The file of the runbooks, from the root of the project. */
export const runbooksFile = 'docs/runbooks.md';

/** The address of a heading of the runbooks on the rendered page. */
export function runbookAddress(heading: string): string {
  return `${runbooksFile}#${runbookAnchor(heading)}`;
}
