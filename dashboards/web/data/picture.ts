/** Pixels of the picture for one of the page. */
const sharpness = 2;
/** The longest side that browsers draw, px. */
const longestSide = 16_000;

/** Told to the window when a picture is about to be made, and when it is made. */
export const pictureEvents = { before: 'bems:beforepicture', after: 'bems:afterpicture' } as const;

/**
 * A part of the page as a PNG: as it is seen, without what is for pressing, and with what is for paper (the
 * class `picture` says so to the style sheet).
 */
export async function pictureOf(part: HTMLElement): Promise<Blob> {
  const { domToBlob } = await import('modern-screenshot');
  const root = document.documentElement;
  root.classList.add('picture');
  dispatchEvent(new Event(pictureEvents.before));
  try {
    const { width, height } = part.getBoundingClientRect();
    return await domToBlob(part, {
      scale: Math.min(sharpness, longestSide / Math.max(width, height)),
      backgroundColor: getComputedStyle(root).backgroundColor,
      type: 'image/png',
      // The page has no fonts of its own, and looking for some needs styles that the security policy forbids.
      font: false,
    });
  } finally {
    dispatchEvent(new Event(pictureEvents.after));
    root.classList.remove('picture');
  }
}
