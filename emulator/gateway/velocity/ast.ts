import { parse } from 'velocityjs';
import { messageOf } from '../../../lib/message-of.ts';
import { TemplateError } from './values.ts';

/** The part of velocityjs' syntax tree that API Gateway's templates use. */
export type Literal =
  | { readonly type: 'string'; readonly value: string; readonly isEval: boolean }
  | { readonly type: 'integer' | 'decimal'; readonly value: string | number }
  | { readonly type: 'bool'; readonly value: 'true' | 'false' | 'null' }
  | { readonly type: 'array'; readonly isRange?: false; readonly value: readonly Expression[] }
  | {
      readonly type: 'array';
      readonly isRange: true;
      readonly value: readonly (Reference | string | number)[];
    }
  | { readonly type: 'map'; readonly value: Readonly<Record<string, Expression>> };

type PathStep =
  | { readonly type: 'property'; readonly id: string }
  | { readonly type: 'index'; readonly id: Expression }
  | { readonly type: 'method'; readonly id: string; readonly args: readonly Expression[] | false };

export interface Reference {
  readonly type: 'references';
  readonly id: string;
  /** `$` or, quiet, `$!`. */
  readonly leader: string;
  readonly path?: readonly PathStep[];
  readonly args?: readonly Expression[] | false;
}

export interface Operation {
  readonly type: 'math';
  readonly operator: string;
  readonly expression: readonly Expression[];
}

export type Expression = Literal | Reference | Operation;

export type Directive =
  | { readonly type: 'set'; readonly equal: readonly [Reference, Expression] }
  | { readonly type: 'if' | 'elseif'; readonly condition: Expression }
  | { readonly type: 'else' }
  | { readonly type: 'foreach'; readonly to: string; readonly from: Expression }
  | { readonly type: 'break' }
  | { readonly type: 'comment' }
  | { readonly type: 'raw'; readonly value: string }
  | { readonly type: 'macro_call' | 'macro' | 'macro_body' | 'define' | 'noescape'; readonly id: string };

export type Node = string | Reference | Directive | readonly Node[];

/**
 * Stands for a backslash in front of a reference: velocityjs would drop it. A private-use
 * character, so no template holds it.
 */
const escapeMark = '\uE000';

function unescaped(text: string) {
  return text.replaceAll(escapeMark, '\\');
}

/** Text of a template as it stood in the source. */
export function sourceText(text: string): string {
  return text.includes(escapeMark) ? unescaped(text) : text;
}

/** Comments, unparsed blocks, escapes, and the directives that velocityjs gets wrong. */
const tokens = new RegExp(
  [
    '#\\[\\[[\\s\\S]*?\\]\\]#',
    '##[^\\n]*',
    '#\\*[\\s\\S]*?\\*#',
    '\\\\+(?=#(?:set|if|elseif|else|end|foreach|break|stop)\\b)',
    '\\\\+(?=\\$!?\\{?[A-Za-z_])',
    '#(?:if|foreach|macro|define|end)\\b',
    '#\\{[a-z]+\\}',
    '#stop\\b(?:\\(\\))?',
  ].join('|'),
  'g',
);

/**
 * What velocityjs does not parse as Velocity does, brought into a form it keeps: `#stop` becomes a
 * call, backslashes in front of a reference become marks. Comments and unparsed blocks stay as they
 * are. Blocks must close: velocityjs accepts any number of #end.
 */
function prepared(template: string): string {
  let open = 0;
  const text = template.replace(tokens, (token, offset: number) => {
    if (token.startsWith('#stop')) return '#stop()';
    if (token === '#end') open -= 1;
    else if (/^#[a-z]/.test(token)) open += 1;
    else if (token.startsWith('#{') && token !== '#{else}')
      throw new TemplateError(`${token} is not supported here: write it without braces`);
    if (open < 0) throw new TemplateError('#end without a block');
    if (!token.startsWith('\\')) return token;
    if (template[offset + token.length] === '#') throw new TemplateError('\\# is not supported here');
    return escapeMark.repeat(token.length);
  });
  if (open > 0) throw new TemplateError('a block without its #end');
  return text;
}

/**
 * The syntax tree of a template.
 * @throws {TemplateError} where the text is not Velocity
 */
export function parseTemplate(template: string): readonly Node[] {
  if (template.includes(escapeMark)) throw new TemplateError('a template cannot hold the character U+E000');
  try {
    return parse(prepared(template)) as readonly Node[];
  } catch (error) {
    if (error instanceof TemplateError) throw error;
    throw new TemplateError(`not Velocity: ${messageOf(error)}`);
  }
}

/**
 * A reference as it stood in the source, without the spelling of its arguments: what is printed
 * when it has no value.
 */
export function referenceText(reference: Reference): string {
  const steps = (reference.path ?? []).map((step) => {
    if (step.type === 'property') return `.${step.id}`;
    if (step.type === 'method') return `.${step.id}(…)`;
    return '[…]';
  });
  return `${reference.leader}${reference.id}${steps.join('')}`;
}
