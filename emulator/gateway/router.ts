import type { ApiMethod } from './rest-api.ts';

export interface Match {
  readonly method: ApiMethod;
  /** Values of the path's variables, percent-encoded as they came: REST APIs do not decode them. */
  readonly parameters: Readonly<Record<string, string>>;
}

/** A place in the tree of resources. */
interface Place {
  readonly children: Map<string, Place>;
  /** `{name}` */
  variable?: { readonly name: string; readonly place: Place };
  /** `{name+}` */
  rest?: { readonly name: string; readonly place: Place };
  readonly methods: Map<string, ApiMethod>;
}

function newPlace(): Place {
  return { children: new Map(), methods: new Map() };
}

/** A path's parts. Slashes at its ends part nothing; an empty part within it fits no resource. */
function segments(path: string): readonly string[] {
  const parts = path.split('/');
  const from = parts.findIndex((part) => part !== '');
  return from === -1 ? [] : parts.slice(from, parts.findLastIndex((part) => part !== '') + 1);
}

function childOf(place: Place, segment: string): Place {
  const variable = /^\{([^}+]+)(\+?)\}$/.exec(segment);
  if (!variable) {
    const child = place.children.get(segment) ?? newPlace();
    place.children.set(segment, child);
    return child;
  }
  const [, name = '', greedy] = variable;
  if (greedy) {
    place.rest ??= { name, place: newPlace() };
    return place.rest.place;
  }
  place.variable ??= { name, place: newPlace() };
  return place.variable.place;
}

type Found = { readonly place: Place; readonly parameters: Readonly<Record<string, string>> };

/** A name wins over a variable, a variable over the rest of a path. */
function find(place: Place, path: readonly string[], from: number): Found | undefined {
  const segment = path[from];
  if (segment === undefined) return { place, parameters: {} };
  const child = place.children.get(segment);
  const exact = child && find(child, path, from + 1);
  if (exact) return exact;
  if (place.variable && segment !== '') {
    const deeper = find(place.variable.place, path, from + 1);
    if (deeper) return { ...deeper, parameters: { [place.variable.name]: segment, ...deeper.parameters } };
  }
  if (!place.rest) return undefined;
  return { place: place.rest.place, parameters: { [place.rest.name]: path.slice(from).join('/') } };
}

/**
 * Finds the method a request means; undefined for an unknown path and for a method the resource
 * does not have. A path means the same with any slashes before and after it.
 */
export function createRouter(
  methods: readonly ApiMethod[],
): (httpMethod: string, path: string) => Match | undefined {
  const root = newPlace();
  const fixed = new Map<string, Match>();
  for (const method of methods) {
    segments(method.resourcePath).reduce(childOf, root).methods.set(method.httpMethod, method);
    if (!method.resourcePath.includes('{') && method.httpMethod !== 'ANY')
      fixed.set(`${method.httpMethod} ${method.resourcePath}`, { method, parameters: {} });
  }
  return (httpMethod, path) => {
    const direct = fixed.get(`${httpMethod} ${path}`);
    if (direct) return direct;
    const found = find(root, segments(path), 0);
    const method = found?.place.methods.get(httpMethod) ?? found?.place.methods.get('ANY');
    return found && method && { method, parameters: found.parameters };
  };
}
