/** How soon to act: `critical` now, even at night; `warning` within the working day. */
export const severities = ['critical', 'warning'] as const;
export type Severity = (typeof severities)[number];

/** Who should act, or needs to know. */
export const audiences = ['operations', 'finance'] as const;
export type Audience = (typeof audiences)[number];

export function isSeverity(text: unknown): text is Severity {
  return severities.some((severity) => severity === text);
}

export function isAudience(text: unknown): text is Audience {
  return audiences.some((audience) => audience === text);
}
