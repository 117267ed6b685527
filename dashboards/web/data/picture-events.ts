/** Told to the window when the page is about to be taken along, and when it was. */
export const pictureEvents = { before: 'bems:beforepicture', after: 'bems:afterpicture' } as const;
