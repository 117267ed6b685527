import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { everyRule, violations } from './axe.ts';
import { consoleVisits } from './console-visits.ts';
import { skipWithoutBrowser } from './harness.ts';

const name = 'What is “Cost of paying late”?';

/** How far below its button the explanation is, once it has followed the page; 6 px where it stands. */
async function distance(page: Page): Promise<number> {
  await page.evaluate(
    () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))),
  );
  const [button, note] = await Promise.all([
    page.getByRole('button', { name }).boundingBox(),
    page.getByRole('note').boundingBox(),
  ]);
  if (!button || !note) throw new Error('There is no explanation beside a button');
  return note.y - (button.y + button.height);
}

describe.skipIf(skipWithoutBrowser())('Given an open explanation', { timeout: 60_000 }, () => {
  const { look } = consoleVisits();

  async function opened() {
    const visited = await look('#/finance?currency=EUR');
    const { page } = visited;
    await page.locator('.view-line', { hasText: 'As of' }).waitFor();
    const button = page.getByRole('button', { name });
    // Near the upper edge: it has room below, and a little way up to go.
    await button.evaluate((it) => scrollTo(0, scrollY + it.getBoundingClientRect().top - 150));
    await button.click();
    await page.getByRole('note').waitFor();
    return { ...visited, button, note: page.getByRole('note') };
  }

  it('When the page is scrolled a little, Then it stays beside its button', async () => {
    const { page, button, note, errors } = await opened();
    expect(await distance(page)).toBeCloseTo(6, 0);
    const before = await button.boundingBox();
    await page.mouse.wheel(0, 60);
    await expect.poll(async () => (await button.boundingBox())?.y).toBeLessThan((before?.y ?? 0) - 50);
    expect(await distance(page)).toBeCloseTo(6, 0);
    expect(await note.isVisible()).toBe(true);
    expect(await violations(page, everyRule)).toEqual([]);
    expect(errors).toEqual([]);
  });

  it('When figures above it take more room, Then it stays beside its button', async () => {
    const { page, button } = await opened();
    const before = await button.boundingBox();
    await page.evaluate(() => {
      document.documentElement.style.overflowAnchor = 'none';
      const panels = document.querySelector<HTMLElement>('.panels');
      if (panels) panels.style.paddingTop = '80px';
    });
    expect(await distance(page)).toBeCloseTo(6, 0);
    expect((await button.boundingBox())?.y).toBeGreaterThan((before?.y ?? 0) + 50);
  });

  it('When the page is scrolled until its button is gone, Then it is closed', async () => {
    const { page, button, note } = await opened();
    await page.evaluate(() => scrollBy(0, 600));
    await expect.poll(() => note.count()).toBe(0);
    expect(await button.getAttribute('aria-expanded')).toBe('false');
  });

  it('When the button is pressed again, or anything outside, Then it is closed', async () => {
    const { page, button, note } = await opened();
    await button.click();
    expect(await note.count()).toBe(0);
    await button.click();
    await note.click();
    expect(await note.count()).toBe(1);
    await page.locator('h1').dispatchEvent('pointerdown');
    await expect.poll(() => note.count()).toBe(0);
  });

  it('When a table fades at its edge, Then the explanation lies above that', async () => {
    const { page } = await look('#/finance', { width: 390, height: 740 });
    await page.locator('.view-line', { hasText: 'As of' }).waitFor();
    await page.locator('[data-goes-on] .explain-button').first().click();
    const note = page.locator('[data-goes-on]').getByRole('note');
    // What fades a box fades all in it, but for what is in the top layer.
    expect(await note.evaluate((it) => it.matches(':popover-open'))).toBe(true);
    const box = await note.boundingBox();
    expect(box?.x).toBeGreaterThanOrEqual(12);
    expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(390 - 12);
  });
});
