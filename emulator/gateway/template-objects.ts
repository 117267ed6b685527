import { selectJson } from './json-path.ts';
import { HostObject, TemplateError, textOf, type Value } from './velocity/values.ts';

function argument(args: readonly Value[], label: string): string {
  const [first] = args;
  if (first === undefined || first === null) throw new TemplateError(`${label} takes an argument`);
  return textOf(first, label);
}

/** What a request carries besides its body. */
export interface RequestParameters {
  readonly path: Readonly<Record<string, string>>;
  readonly querystring: Readonly<Record<string, string>>;
  /** By lower-case name. */
  readonly header: Readonly<Record<string, string>>;
}

const groups = ['path', 'querystring', 'header'] as const;

function parameter(parameters: RequestParameters, group: (typeof groups)[number], name: string) {
  const values = parameters[group];
  const key = group === 'header' ? name.toLowerCase() : name;
  return Object.hasOwn(values, key) ? values[key] : undefined;
}

/** A body as templates see it. */
export interface TemplateBody {
  text(): string;
  /** undefined when the body is not JSON. */
  json(): Value | undefined;
}

/**
 * `$input`: the request's body and parameters in a request template, the integration's body in a
 * response template.
 */
export class InputObject extends HostObject {
  readonly label = '$input';
  readonly #body: TemplateBody;
  readonly #parameters: RequestParameters;

  constructor(body: TemplateBody, parameters: RequestParameters) {
    super();
    this.#body = body;
    this.#parameters = parameters;
  }

  override get(property: string): Value {
    return property === 'body' ? this.#body.text() : super.get(property);
  }

  override call(method: string, args: readonly Value[]): Value {
    if (method === 'path') return this.#select(argument(args, '$input.path'));
    // API Gateway serializes anew: no white space, keys in their order, `""` where there is
    // nothing.
    if (method === 'json') return JSON.stringify(this.#select(argument(args, '$input.json')));
    if (method === 'params')
      return args.length === 0 ? this.#allParameters() : this.#find(argument(args, '$input.params'));
    return super.call(method, args);
  }

  /** Empty text where there is nothing. */
  #select(path: string): Value {
    const json = this.#body.json();
    const selected = json === undefined ? undefined : selectJson(json, path);
    return selected === undefined ? '' : selected;
  }

  #find(name: string): string {
    for (const group of groups) {
      const value = parameter(this.#parameters, group, name);
      if (value !== undefined) return value;
    }
    return '';
  }

  #allParameters(): Value {
    return Object.fromEntries(groups.map((group) => [group, { ...this.#parameters[group] }]));
  }
}

const javaScriptEscapes: Readonly<Record<string, string>> = {
  '\b': '\\b',
  '\t': '\\t',
  '\n': '\\n',
  '\f': '\\f',
  '\r': '\\r',
};

function escaped(character: string): string {
  const known = javaScriptEscapes[character];
  if (known) return known;
  if ('\'"\\/'.includes(character)) return `\\${character}`;
  return `\\u${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`;
}

/**
 * Commons Lang's escapeJavaScript, which API Gateway offers: quotes of both kinds, slashes,
 * controls and all beyond ASCII. Printable ASCII, as most events are, takes the engine's own string
 * escaping, which is several times faster.
 */
export function escapeJavaScript(text: string): string {
  if (/[^ -~]/.test(text)) return text.replace(/[^ !#-&(-.0-[\]-\u007f]/g, escaped);
  return JSON.stringify(text).slice(1, -1).replaceAll("'", "\\'").replaceAll('/', '\\/');
}

const utilities: Readonly<Record<string, (text: string) => Value>> = {
  escapeJavaScript,
  parseJson: (text) => JSON.parse(text) as Value,
  urlEncode: (text) => new URLSearchParams([['', text]]).toString().slice(1),
  urlDecode: (text) => decodeURIComponent(text.replaceAll('+', ' ')),
  base64Encode: (text) => Buffer.from(text).toString('base64'),
  base64Decode: (text) => Buffer.from(text, 'base64').toString(),
};

class UtilObject extends HostObject {
  readonly label = '$util';
  override call(method: string, args: readonly Value[]): Value {
    const utility = Object.hasOwn(utilities, method) ? utilities[method] : undefined;
    return utility ? utility(argument(args, `$util.${method}`)) : super.call(method, args);
  }
}

/** `$util`. */
export const util: HostObject = new UtilObject();
