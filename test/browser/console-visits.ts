import type { BrowserContextOptions } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import type { FigureSettings } from '../../dashboards/figure-settings.ts';
import { buildConsole } from '../../local/server/build-console.ts';
import { type FakeServer, startFakeServer } from './fake-server.ts';
import { leadTo, leave, type Visit, visit } from './harness.ts';

/** The console of a fake cell, made anew for each test. */
export interface ConsoleVisits {
  /** The cell of this test. */
  readonly cell: () => FakeServer;
  /** Opens a page of the console; it is closed after the test. @param hash names the page */
  readonly arrive: (hash?: string, options?: BrowserContextOptions) => Promise<Visit>;
  /**
   * Leads a page that the tests of the file share to another of the console: to load the console anew costs more. For tests that only look, move about and save: they change nothing of the cell, and leave the page its
   * clock and its requests.
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
  let cell: FakeServer;
  let open: Visit[] = [];
  let shared: SharedPage | undefined;
  beforeAll(async () => {
    folder = await buildConsole();
  });
  afterAll(async () => {
    await shared?.close();
  });
  beforeEach(async () => {
    cell = await cellWith(folder, settings);
  });
  afterEach(async () => {
    await Promise.all(open.map((each) => each.close()));
    open = [];
    // A page of figures asks again and again.
    if (shared?.isOpen()) await leave(shared.visit.page);
    await cell.close();
  });
  return {
    cell: () => cell,
    async arrive(hash = '', options = {}) {
      const arrived = await visit(cell.url + hash, options);
      open.push(arrived);
      return arrived;
    },
    async look(hash, size) {
      if (shared && shared.saved() > filesInARow) await shared.close();
      if (!shared?.isOpen()) shared = await sharedPage(folder, settings);
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
  readonly close: () => Promise<void>;
}

async function sharedPage(folder: string, settings: FigureSettings): Promise<SharedPage> {
  const cell = await cellWith(folder, settings);
  const visited = await visit(cell.url);
  const { page } = visited;
  let saved = 0;
  page.on('download', () => saved++);
  return {
    visit: visited,
    saved: () => saved,
    isOpen: () => !page.isClosed(),
    close: async () => {
      await visited.close();
      await cell.close();
    },
  };
}

async function cellWith(folder: string, settings: FigureSettings): Promise<FakeServer> {
  const cell = await startFakeServer(folder);
  cell.figureSettings = settings;
  return cell;
}
