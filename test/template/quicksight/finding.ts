import type { JsonValue } from '../../../lib/json.ts';

/** Something that QuickSight would refuse, or take and show broken. */
export interface Finding {
  /** Names the kind of fault. */
  readonly rule: string;
  /** `<stack>/<logical id>` and the names and positions from the resource's properties to the fault. */
  readonly path: string;
  readonly says: string;
}

export function finding(rule: string, path: string, says: string): Finding {
  return { rule, path, says };
}

/** A finding for every later one of those that have the same name. */
export function duplicates(
  named: readonly { readonly name: string; readonly path: string }[],
  rule: string,
  what: string,
): readonly Finding[] {
  const seen = new Set<string>();
  return named.flatMap(({ name, path }) => {
    if (seen.has(name)) return [finding(rule, path, `There is another ${what} "${name}"`)];
    seen.add(name);
    return [];
  });
}

/** The text; of what is none something that no id equals, so that whoever refers to it is named. */
export function nameIn(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : `no text: ${JSON.stringify(value)}`;
}
