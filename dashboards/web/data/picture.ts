import { pictureEvents } from './picture-events.ts';
import { namesSettled } from './vendor-names.ts';

/** Pixels of the picture for one of the page. */
const sharpness = 2;
/** The longest side that browsers draw, px. */
const longestSide = 16_000;
/** So long a busy machine may take to draw the page as one image, ms; after that the picture would be blank. */
const longestDrawMs = 120_000;

/** Has every row drawn, and waits for the names of all vendors in them. */
async function whole<T>(take: () => T | Promise<T>): Promise<T> {
  dispatchEvent(new Event(pictureEvents.before));
  try {
    await drawn();
    await namesSettled();
    await drawn();
    return await take();
  } finally {
    dispatchEvent(new Event(pictureEvents.after));
  }
}

/** Resolves when what is to be shown by now is shown, and has asked for what it lacks. */
function drawn(): Promise<void> {
  return new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
}

/** Prints the page through the browser's dialog, with every row and name. */
export function printWhole(): Promise<void> {
  return whole(() => print());
}

/**
 * A part of the page as a PNG: as it is seen, without what is for pressing, and with what is for paper (the
 * class `picture` says so to the style sheet).
 * @throws when the browser cannot draw it, for lack of memory for example
 */
export async function pictureOf(part: HTMLElement): Promise<Blob> {
  const { domToBlob } = await import('modern-screenshot');
  const root = document.documentElement;
  root.classList.add('picture');
  try {
    return await whole(async () => {
      const { width, height } = part.getBoundingClientRect();
      const picture = await domToBlob(part, {
        scale: Math.min(sharpness, longestSide / Math.max(width, height)),
        backgroundColor: getComputedStyle(root).backgroundColor,
        type: 'image/png',
        // The page has no fonts of its own, and looking for some needs styles that the security policy forbids.
        font: false,
        timeout: longestDrawMs,
      });
      // Of what a canvas has no room for, the library gives some bytes and no error.
      if ((await picture.slice(1, 4).text()) !== 'PNG') throw new Error('There is no room for the picture');
      return picture;
    });
  } finally {
    root.classList.remove('picture');
  }
}
