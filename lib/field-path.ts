/** The way to a place in a JSON document: names of fields, positions in lists. */
export type FieldPath = readonly (string | number)[];

const plainName = /^[A-Za-z_][A-Za-z0-9_-]{0,63}$/;
const maxNameLength = 64;

/**
 * A path as a client reads it: `vendor.id`, `events[3].status`, `attributes["odd name"]`; `body`
 * for the whole. Names are the client's own: quoted when unusual, escaped and cut.
 */
export function fieldName(path: FieldPath): string {
  if (path.length === 0) return 'body';
  return path
    .map((part, index) => {
      if (typeof part === 'number') return `[${part}]`;
      if (!plainName.test(part)) return `[${JSON.stringify(part.slice(0, maxNameLength))}]`;
      return index === 0 ? part : `.${part}`;
    })
    .join('');
}
