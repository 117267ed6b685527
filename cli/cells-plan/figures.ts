/** A figure as short as it can be without misleading: two places below ten, none above. */
export const amount = (value: number): string =>
  value.toLocaleString('en-US', { maximumFractionDigits: value < 10 ? 2 : 0 });

/** Rounded down: at the next event it breaks. The hair makes up for the inexactness of division. */
export const perSecond = (eventsPerSecond: number): string =>
  `${amount(Math.floor(eventsPerSecond + 1e-6))} events/s`;

/** US dollars of decimal text; a dash for none. */
export const money = (usd: string | null | undefined): string =>
  usd == null ? '–' : Number(usd).toLocaleString('en-US', { minimumFractionDigits: 2 });
