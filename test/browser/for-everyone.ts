import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildConsole } from '../../local/server/build-console.ts';
import { isLongRun } from '../long-run.ts';
import { contrastOnly, everyRule, sizesIn, violations } from './axe.ts';
import { type FakeServer, startFakeServer } from './fake-server.ts';
import { leadTo, type Visit, visit } from './harness.ts';

/** A page, and what says that it is there. */
interface CheckedPage {
  readonly name: string;
  /** Of its address. */
  readonly hash: string;
  readonly ready: string;
}

/** The extremes are checked in full, what lies between only for what sticks out. */
const sizes = [
  { width: 1280, height: 800, check: true },
  { width: 2200, height: 1200, check: false },
  { width: 1080, height: 800, check: false },
  { width: 700, height: 800, check: false },
  { width: 360, height: 640, check: true },
] as const;

/**
 * Whether the page at a place of the list is looked at in both themes and at both extremes. All pages share colours and
 * frame, so a usual run does that with two of a list, and with the others in light at the narrow end; the long run with
 * any.
 */
function isInFull(place: number): boolean {
  return place < 2 || isLongRun;
}

/** Tests of each page that it shuts nobody out, whatever the theme and the size of the window. */
export function forEveryone(pages: readonly CheckedPage[]): void {
  let cell: FakeServer;
  let visited: Visit;

  beforeAll(async () => {
    cell = await startFakeServer(await buildConsole());
    cell.tell({ deadLettered: 2 });
    cell.figureSettings = {
      rates: { base: 'EUR', asOf: '2026-11-20', source: 'ECB reference rates', perUnit: { USD: '1.0845' } },
    };
    cell.events = 12;
    visited = await visit(cell.url, { reducedMotion: 'reduce' });
  });
  afterAll(async () => {
    await visited?.close();
    await cell?.close();
  });

  for (const [place, { name, hash, ready }] of pages.entries())
    describe(`Given ${name}`, () => {
      let errors: readonly string[];
      beforeAll(async () => {
        errors = await leadTo(visited.page, hash);
        await visited.page.locator(ready).first().waitFor();
      });

      // One after the other on one page: to load it takes longer than to look at it.
      it.each(isInFull(place) ? (['light', 'dark'] as const) : (['light'] as const))(
        'When it is in %s, Then it shuts nobody out and fits every size',
        async (colorScheme) => {
          const { page } = visited;
          await page.emulateMedia({ colorScheme });
          const rules = colorScheme === 'light' ? everyRule : contrastOnly;
          for (const size of sizesIn(colorScheme, sizes)) {
            await page.setViewportSize(size);
            // The chart follows the window a moment later.
            await expect
              .poll(() => page.evaluate(() => document.documentElement.scrollWidth - innerWidth))
              .toBeLessThanOrEqual(0);
            if (size.check && (size.width < 400 || isInFull(place)))
              expect(await violations(page, rules)).toEqual([]);
          }
          const origins = await page.evaluate(() =>
            performance.getEntriesByType('resource').map((entry) => new URL(entry.name).origin),
          );
          expect(new Set(origins)).toEqual(new Set([new URL(cell.url).origin]));
          expect(errors).toEqual([]);
        },
      );
    });
}
