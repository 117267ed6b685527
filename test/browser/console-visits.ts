import type { Browser, BrowserContextOptions } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { buildConsole } from '../../local/server/build-console.ts';
import { type FakeServer, startFakeServer } from './fake-server.ts';
import { launchBrowser, type Visit, visit } from './harness.ts';

/** The console of a fake cell, made anew for each test. */
export interface ConsoleVisits {
  /** The cell of this test. */
  readonly cell: () => FakeServer;
  /** Opens a page of the console; it is closed after the test. @param hash names the page */
  readonly arrive: (hash?: string, options?: BrowserContextOptions) => Promise<Visit>;
}

/** Starts what the tests of the surrounding `describe` need, and ends it after them. */
export function consoleVisits(): ConsoleVisits {
  let browser: Browser;
  let folder: string;
  let cell: FakeServer;
  let open: Visit[] = [];
  beforeAll(async () => {
    [folder, browser] = await Promise.all([buildConsole(), launchBrowser()]);
  });
  afterAll(() => browser?.close());
  beforeEach(async () => {
    cell = await startFakeServer(folder);
  });
  afterEach(async () => {
    await Promise.all(open.map((each) => each.close()));
    open = [];
    await cell.close();
  });
  return {
    cell: () => cell,
    async arrive(hash = '', options = {}) {
      const arrived = await visit(browser, cell.url + hash, options);
      open.push(arrived);
      return arrived;
    },
  };
}
