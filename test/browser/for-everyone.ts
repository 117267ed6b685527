import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildConsole } from '../../local/server/build-console.ts';
import { contrastOnly, everyRule, sizesIn, violations } from './axe.ts';
import { type FakeServer, startFakeServer } from './fake-server.ts';
import { launchBrowser, type Visit, visit } from './harness.ts';

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

/** Tests of each page that it shuts nobody out, whatever the theme and the size of the window. */
export function forEveryone(pages: readonly CheckedPage[]): void {
  let browser: Browser;
  let cell: FakeServer;

  beforeAll(async () => {
    cell = await startFakeServer(await buildConsole());
    cell.tell({ deadLettered: 2 });
    cell.figureSettings = {
      rates: { base: 'EUR', asOf: '2026-11-20', source: 'ECB reference rates', perUnit: { USD: '1.0845' } },
    };
    cell.events = 12;
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await cell?.close();
  });

  for (const { name, hash, ready } of pages)
    describe(`Given ${name}`, () => {
      let visited: Visit;
      beforeAll(async () => {
        visited = await visit(browser, cell.url + hash, { reducedMotion: 'reduce' });
        await visited.page.locator(ready).first().waitFor();
      });
      afterAll(() => visited?.close());

      // One after the other on one page: to load it takes longer than to look at it.
      it.each(['light', 'dark'] as const)(
        'When it is in %s, Then it shuts nobody out and fits every size',
        async (colorScheme) => {
          const { page, errors } = visited;
          await page.emulateMedia({ colorScheme });
          const rules = colorScheme === 'light' ? everyRule : contrastOnly;
          for (const size of sizesIn(colorScheme, sizes)) {
            await page.setViewportSize(size);
            // The chart follows the window a moment later.
            await expect
              .poll(() => page.evaluate(() => document.documentElement.scrollWidth - innerWidth))
              .toBeLessThanOrEqual(0);
            if (size.check) expect(await violations(page, rules)).toEqual([]);
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
