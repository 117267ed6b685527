import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { type Browser, type BrowserContextOptions, chromium, type Locator, type Page } from 'playwright-core';

/** Where a Chromium may be, besides `CHROMIUM_PATH`. */
const usualPaths = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
];

/** The browser to test with, if the machine has one. */
const browserPath = [process.env.CHROMIUM_PATH, ...usualPaths].find(
  (path) => path !== undefined && path !== '' && existsSync(path),
);

/**
 * Whether browser tests are to be skipped: only where there is no browser, and never in CI.
 * Says so once, and how to get one.
 * @throws in CI without a browser
 */
export function skipWithoutBrowser(): boolean {
  if (browserPath) return false;
  const advice = 'install Chromium (apt-get install chromium), or set CHROMIUM_PATH to one';
  if (process.env.CI) throw new Error(`Browser tests need a browser: ${advice}`);
  process.stdout.write(`Browser tests are skipped, as no browser was found: ${advice}\n`);
  return true;
}

let browser: Promise<Browser> | undefined;

/**
 * The browser of all files that a worker runs, as to launch one takes a CPU second. It ends with the worker, and is
 * launched anew should it end before.
 */
export function sharedBrowser(): Promise<Browser> {
  browser ??= launch();
  return browser;
}

/** Launches it without a window and without talking to anyone but the tests. */
async function launch(): Promise<Browser> {
  if (!browserPath) throw new Error('There is no browser: ask skipWithoutBrowser() first');
  const launched = await chromium.launch({
    executablePath: browserPath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      // A process less: it has nothing to do for a window that nobody sees.
      '--in-process-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
  launched.on('disconnected', () => {
    browser = undefined;
  });
  return launched;
}

const usualSize = { width: 1280, height: 800 };

/** A page in a profile of its own, with what went wrong in it collected while the test runs. */
export interface Visit {
  readonly page: Page;
  /**
   * Errors of scripts and complaints on the console, failed loads of the cell's own making
   * excepted.
   */
  readonly errors: readonly string[];
  readonly close: () => Promise<void>;
}

/**
 * Opens an address as one person's browser would; locale and time zone are fixed so that texts are
 * the same everywhere.
 */
export async function visit(url: string, options: BrowserContextOptions = {}): Promise<Visit> {
  const context = await (await sharedBrowser()).newContext({
    locale: 'en-GB',
    timezoneId: 'Europe/Berlin',
    viewport: usualSize,
    ...options,
  });
  const page = await context.newPage();
  const errors = errorsFromNow(page);
  await page.goto(url);
  return { page, errors, close: () => context.close() };
}

/** The address of a page of the console that shows nothing and asks for nothing. */
export const emptyPage = '#/between-two-pages';

/** Leads a page of the console to one that shows nothing and asks for nothing, and forgets what it kept. */
export async function leave(page: Page): Promise<void> {
  await goTo(page, emptyPage);
  await page.getByText('There is no page “/between-two-pages”.').waitFor();
}

/**
 * Leads a page of the console to another, as it would be there at first: the view before is gone, nothing is
 * remembered, and the colours are the usual ones. To load the console anew costs more.
 * @param hash of the address
 * @returns what goes wrong from then on
 */
export async function leadTo(page: Page, hash: string, size = usualSize): Promise<readonly string[]> {
  await leave(page);
  await page.setViewportSize(size);
  await page.emulateMedia({ media: null, colorScheme: null });
  const errors = errorsFromNow(page);
  await goTo(page, hash);
  return errors;
}

async function goTo(page: Page, hash: string): Promise<void> {
  await page.evaluate((next) => {
    localStorage.clear();
    location.hash = next;
  }, hash);
}

function errorsFromNow(page: Page): readonly string[] {
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
      errors.push(message.text());
  });
  return errors;
}

/** What a button of the page saves as a file. */
export async function savedBy(
  page: Page,
  button: Locator,
): Promise<{ readonly name: string; readonly bytes: Buffer }> {
  const [file] = await Promise.all([page.waitForEvent('download'), button.click()]);
  return { name: file.suggestedFilename(), bytes: await readFile(await file.path()) };
}
