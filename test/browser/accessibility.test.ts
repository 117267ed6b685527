import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildConsole } from '../../local/server/build-console.ts';
import { contrastOnly, everyRule, violations } from './axe.ts';
import { type FakeServer, startFakeServer } from './fake-server.ts';
import { launchBrowser, skipWithoutBrowser, visit } from './harness.ts';

const pages = [
  { name: 'the live page', hash: '', ready: '[role=img] svg' },
  { name: 'the alerts', hash: '#/alerts', ready: '.alert' },
  { name: 'the alarms', hash: '#/alarms', ready: '.ringing' },
  { name: 'the stuck invoices', hash: '#/stuck', ready: '.stuck-row' },
  { name: 'an invoice', hash: '#/invoices/INV-2026-00042', ready: '.timeline-conflict' },
  { name: 'the question for the operator key', hash: '#/dead-letters', ready: 'dialog[open]' },
  { name: 'an unknown invoice', hash: '#/invoices/none', ready: '.advice' },
] as const;
/** The extremes are checked in full, what lies between only for what sticks out. */
const sizes = [
  { width: 1280, height: 800, check: true },
  { width: 2200, height: 1200, check: false },
  { width: 1080, height: 800, check: false },
  { width: 700, height: 800, check: false },
  { width: 360, height: 640, check: true },
] as const;

describe.skipIf(skipWithoutBrowser())('The console for everyone', { timeout: 60_000 }, () => {
  let browser: Browser;
  let cell: FakeServer;

  beforeAll(async () => {
    cell = await startFakeServer(await buildConsole());
    cell.tell({ deadLettered: 2 });
    cell.events = 12;
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await cell?.close();
  });

  for (const { name, hash, ready } of pages)
    for (const colorScheme of ['light', 'dark'] as const)
      it(`${name} in ${colorScheme} shuts nobody out and fits every size`, async () => {
        const { page, errors, close } = await visit(browser, cell.url + hash, {
          colorScheme,
          reducedMotion: 'reduce',
        });
        await page.locator(ready).first().waitFor();
        const rules = colorScheme === 'light' ? everyRule : contrastOnly;
        for (const size of sizes) {
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
        await close();
      });
});
