import type { BrowserContextOptions } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import type { FigureSettings } from '../../dashboards/figure-settings.ts';
import { buildConsole } from '../../local/server/build-console.ts';
import { type FakeServer, startFakeServer } from './fake-server.ts';
import { emptyPage, leadTo, leave, type Visit, visit } from './harness.ts';

/** The console of a fake cell that each test finds as it is at first. */
export interface ConsoleVisits {
  /** The cell of this test: made anew, or the one that the page of `look` shows, which has forgotten what it was told. */
  readonly cell: () => FakeServer;
  /** Opens a page of the console; it is closed after the test. @param hash names the page */
  readonly arrive: (hash?: string, options?: BrowserContextOptions) => Promise<Visit>;
  /**
   * Leads a page that the tests of the file share to another of the console: to load the console anew costs more. For
   * tests that only look, move about and save: they may tell the cell to answer otherwise, but act on nothing that it
   * keeps, and leave the page its clock and its requests.
   */
  readonly look: (hash: string, size?: { width: number; height: number }) => Promise<Visit>;
}

/** Chromium lets a page save ten files in a row, and a test saves three at most. */
const filesInARow = 6;

/**
 * Starts what the tests of the surrounding `describe` need, and ends it after them.
 * @param settings what its cells say about their figures
 */
export function consoleVisits(settings: FigureSettings = {}): ConsoleVisits {
  let folder: string;
  let cell: FakeServer | undefined;
  let open: Visit[] = [];
  let shared: SharedPage | undefined;
  const present = () => {
    if (!cell) throw new Error('There is a cell only while a test runs');
    return cell;
  };
  beforeAll(async () => {
    folder = await buildConsole();
  });
  afterAll(async () => {
    await shared?.visit.close();
    await cell?.close();
  });
  beforeEach(async () => {
    cell ??= await startFakeServer(folder, settings);
  });
  afterEach(async () => {
    await Promise.all(open.map((each) => each.close()));
    open = [];
    if (shared?.isOpen()) {
      // A page of figures asks again and again.
      await leave(shared.visit.page);
      cell?.forget();
    } else {
      await cell?.close();
      cell = undefined;
    }
  });
  return {
    cell: present,
    async arrive(hash = '', options = {}) {
      const arrived = await visit(present().url + hash, options);
      open.push(arrived);
      return arrived;
    },
    async look(hash, size) {
      if (shared && shared.saved() > filesInARow) await shared.visit.close();
      if (!shared?.isOpen()) shared = await sharedPage(present());
      const { visit } = shared;
      return { ...visit, errors: await leadTo(visit.page, hash, size) };
    },
  };
}

interface SharedPage {
  readonly visit: Visit;
  /** How many files it has saved. */
  readonly saved: () => number;
  readonly isOpen: () => boolean;
}

async function sharedPage({ url }: FakeServer): Promise<SharedPage> {
  // Whatever a test has told the cell, the first page asks for nothing.
  const visited = await visit(`${url}${emptyPage}`);
  let saved = 0;
  visited.page.on('download', () => saved++);
  return { visit: visited, saved: () => saved, isOpen: () => !visited.page.isClosed() };
}
