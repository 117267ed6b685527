import {
  type Directive,
  type Node,
  parseTemplate,
  type Reference,
  referenceText,
  sourceText,
} from './ast.ts';
import { type Compilation, compileExpression, compileReference, type Evaluate } from './expressions.ts';
import { type Scope, Slots } from './scope.ts';
import { HostObject, isMap, isTruthy, TemplateError, textOf, type Value } from './values.ts';

type Render = (scope: Scope) => void;

/** Iterations of one #foreach, an API Gateway quota. */
const maxIterations = 1000;

function sequence(parts: readonly Render[]): Render {
  const [only] = parts;
  if (only && parts.length === 1) return only;
  return (scope) => {
    for (const part of parts) {
      part(scope);
      if (scope.stopped || scope.broken) return;
    }
  };
}

function write(text: string): Render {
  return (scope) => {
    scope.out += text;
  };
}

/**
 * `$a.b` in the text; backslashes before it escape it when it has a value, and stay when it has
 * none.
 */
function printed(reference: Reference, backslashes: number, compilation: Compilation): Render {
  const source = referenceText(reference);
  const fallback = reference.leader === '$!' ? '' : source;
  const evaluate = compileReference(reference, compilation);
  return (scope) => {
    const value = evaluate(scope);
    if (value === null) scope.out += '\\'.repeat(backslashes) + (backslashes > 0 ? source : fallback);
    else if (backslashes === 0) scope.out += textOf(value, source);
    else
      scope.out += '\\'.repeat(backslashes >> 1) + (backslashes % 2 === 1 ? source : textOf(value, source));
  };
}

/** `#set`: a right-hand side without a value changes nothing (Velocity's default). */
function assignment(directive: Directive & { type: 'set' }, compilation: Compilation): Render {
  const [target, expression] = directive.equal;
  const value = compileExpression(expression, compilation);
  const steps = target.path ?? [];
  const last = steps.at(-1);
  if (!last) {
    const slot = compilation.slots.of(target.id);
    return (scope) => {
      const result = value(scope);
      if (result !== null) scope.variables[slot] = result;
    };
  }
  const source = referenceText(target);
  if (last.type === 'method') throw new TemplateError(`${source} cannot be set`);
  const owner = compileReference({ ...target, path: steps.slice(0, -1) }, compilation);
  const name: Evaluate = last.type === 'property' ? () => last.id : compileExpression(last.id, compilation);
  return (scope) => {
    const result = value(scope);
    if (result === null) return;
    const object = owner(scope);
    const key = textOf(name(scope), source);
    if (object instanceof HostObject) object.set(key, result);
    else if (object !== null && isMap(object) && key !== '__proto__') object[key] = result;
    else throw new TemplateError(`${source} cannot be set`);
  };
}

function itemsOf(value: Value, loop: string): readonly Value[] {
  if (value === null) return [];
  const items = Array.isArray(value) ? value : isMap(value) ? Object.values(value) : undefined;
  if (!items) throw new TemplateError(`${loop} goes over neither a list nor a map`);
  if (items.length > maxIterations) throw new TemplateError(`${loop} exceeds ${maxIterations} iterations`);
  return items;
}

function loop(directive: Directive & { type: 'foreach' }, body: Render, compilation: Compilation): Render {
  const from = compileExpression(directive.from, compilation);
  const name = directive.to;
  const itemSlot = compilation.slots.of(name);
  const loopSlot = compilation.slots.of('foreach');
  return (scope) => {
    const { variables } = scope;
    const items = itemsOf(from(scope), `#foreach($${name} …)`);
    const item = variables[itemSlot];
    const outer = variables[loopSlot];
    for (const [index, each] of items.entries()) {
      variables[itemSlot] = each;
      variables[loopSlot] = {
        index,
        count: index + 1,
        hasNext: index + 1 < items.length,
        first: index === 0,
        last: index + 1 === items.length,
        parent: outer ?? null,
      };
      body(scope);
      if (scope.stopped || scope.broken) break;
    }
    scope.broken = false;
    variables[itemSlot] = item;
    variables[loopSlot] = outer;
  };
}

function isNodes(node: Node): node is readonly Node[] {
  return Array.isArray(node);
}

function choice(nodes: readonly Node[], compilation: Compilation): Render {
  const branches: { condition: Evaluate; body: Node[] }[] = [];
  for (const node of nodes) {
    if (typeof node === 'object' && !isNodes(node) && (node.type === 'if' || node.type === 'elseif'))
      branches.push({ condition: compileExpression(node.condition, compilation), body: [] });
    else if (typeof node === 'object' && !isNodes(node) && node.type === 'else')
      branches.push({ condition: () => true, body: [] });
    else branches.at(-1)?.body.push(node);
  }
  const compiled = branches.map(({ condition, body }) => ({
    condition,
    render: compileNodes(body, compilation),
  }));
  return (scope) => compiled.find(({ condition }) => isTruthy(condition(scope)))?.render(scope);
}

function block(nodes: readonly Node[], compilation: Compilation): Render {
  const [head, ...body] = nodes;
  if (typeof head === 'object' && !isNodes(head)) {
    if (head.type === 'if') return choice(nodes, compilation);
    if (head.type === 'foreach') return loop(head, compileNodes(body, compilation), compilation);
    throw new TemplateError(`#${head.type} is not supported here`);
  }
  throw new TemplateError('a block without a directive');
}

function directive(node: Directive, compilation: Compilation): Render {
  switch (node.type) {
    case 'set':
      return assignment(node, compilation);
    case 'comment':
      return () => {};
    case 'raw':
      return write(node.value);
    case 'break':
      return (scope) => {
        scope.broken = true;
      };
    case 'macro_call':
      if (node.id === 'stop')
        return (scope) => {
          scope.stopped = true;
        };
      throw new TemplateError(`#${node.id}() is not supported here`);
    default:
      throw new TemplateError(`#${node.type} is not supported here`);
  }
}

function marksAtEnd(text: string): number {
  return /\uE000*$/.exec(text)?.[0].length ?? 0;
}

function compileNodes(nodes: readonly Node[], compilation: Compilation): Render {
  const parts: Render[] = [];
  let text = '';
  let backslashes = 0;
  const flush = () => {
    const kept = sourceText(text);
    if (kept !== '') parts.push(write(kept));
    text = '';
  };
  for (const [index, node] of nodes.entries()) {
    if (typeof node === 'string') {
      const next = nodes[index + 1];
      const escapes = typeof next === 'object' && !isNodes(next) && next.type === 'references';
      backslashes = escapes ? marksAtEnd(node) : 0;
      text += node.slice(0, node.length - backslashes);
      continue;
    }
    flush();
    if (isNodes(node)) parts.push(block(node, compilation));
    else if (node.type === 'references') parts.push(printed(node, backslashes, compilation));
    else parts.push(directive(node, compilation));
    backslashes = 0;
  }
  flush();
  return sequence(parts);
}

/** The text between double quotes: rendered on its own, its output is the value. */
function compileText(template: string, compilation: Compilation): Evaluate {
  if (!/[$#]/.test(template)) {
    const text = sourceText(template);
    return () => text;
  }
  const render = compileNodes(parseTemplate(sourceText(template)), compilation);
  return (scope) => {
    const outer = scope.out;
    scope.out = '';
    render(scope);
    const text = scope.out;
    scope.out = outer;
    return text;
  };
}

/** A template, parsed once. */
export interface Template {
  /** @throws {TemplateError} where API Gateway would fail, or print what nobody wants */
  render(given: Readonly<Record<string, Value>>): string;
}

/**
 * Compiles a Velocity template as API Gateway understands it. The syntax comes from velocityjs; the
 * meaning is Java Velocity's: only null and false are false, integers divide to integers, `#stop`,
 * `\$`, Java's methods on strings, lists and maps, and an error for everything unknown.
 * @throws {TemplateError} when the text is not a template
 */
export function compileTemplate(template: string): Template {
  const slots = new Slots();
  const compilation: Compilation = { slots, text: (text) => compileText(text, compilation) };
  const render = compileNodes(parseTemplate(template), compilation);
  return {
    render: (given) => {
      const scope: Scope = {
        variables: slots.filled(given),
        out: '',
        stopped: false,
        broken: false,
      };
      render(scope);
      return scope.out;
    },
  };
}
