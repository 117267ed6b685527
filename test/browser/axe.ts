import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { AxeResults, RunOptions } from 'axe-core';
import type { Page } from 'playwright-core';
import { isLongRun } from '../long-run.ts';

const axe = readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** WCAG 2.2 A and AA, and axe-core's own best practices. */
export const everyRule = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
/** The dark theme is the same page in other colours. */
export const contrastOnly = { type: 'rule' as const, values: ['color-contrast'] };

/**
 * The sizes that a page has in a theme. In the dark one a usual run looks at the first alone: it is the same page in
 * other colours, which do not depend on its size.
 */
export function sizesIn<T>(colorScheme: 'light' | 'dark', sizes: readonly T[]): readonly T[] {
  return colorScheme === 'light' || isLongRun ? sizes : sizes.slice(0, 1);
}

/** What axe-core finds, as short lines, once a page of figures has all that it asked for: until then things move. */
export async function violations(page: Page, runOnly: RunOptions['runOnly']): Promise<readonly string[]> {
  const view = page.locator('.view-line:not(.print-only)');
  if ((await view.count()) > 0) await view.filter({ hasText: 'As of' }).first().waitFor();
  await page.evaluate(await axe);
  const options: RunOptions = { runOnly, resultTypes: ['violations'] };
  const run = `axe.run(document, ${JSON.stringify(options)})`;
  const results: AxeResults = await page.evaluate(run);
  return results.violations.map(
    (found) =>
      `${found.id}: ${found.nodes.map((node) => `${node.target} ${node.failureSummary}`).join(' | ')}`,
  );
}
