import { describe, expect, test } from 'vitest';
import { compileTemplate } from '../../../../emulator/gateway/velocity/template.ts';
import type { Value } from '../../../../emulator/gateway/velocity/values.ts';

function rendered(template: string, variables: Record<string, Value> = {}) {
  return compileTemplate(template).render(variables);
}

describe('a template means what it means in Velocity', () => {
  test.each<[string, string, Record<string, Value>, string]>([
    ['an empty string is true', '#if($a)yes#{else}no#end', { a: '' }, 'yes'],
    ['zero is true', '#if($a)yes#{else}no#end', { a: 0 }, 'yes'],
    ['only false and the missing are false', '#if($a || $b)yes#{else}no#end', { a: false }, 'no'],
    ['not turns a missing value true', '#if(!$a)yes#end', {}, 'yes'],
    ['elseif is tried after if', '#if($a == 1)one#elseif($a == 2)two#{else}more#end', { a: 2 }, 'two'],
    ['two integers divide to an integer', '#set($a = 7 / 2)$a', {}, '3'],
    ['negative division truncates towards zero', '#set($a = -7 / 2)$a', {}, '-3'],
    ['decimals divide exactly', '#set($a = 7.5 / 2.5)$a', {}, '3'],
    ['the rest of a division', '#set($a = ($n + 1) % 4)$a', { n: 8 }, '1'],
    ['plus joins texts', '#set($a = $n + "x")$a', { n: 8 }, '8x'],
    ['numbers equal their text', '#if($a == "1")yes#end', { a: 1 }, 'yes'],
    ['#stop ends the rendering', 'a#if(true)b#stop c#end d', {}, 'ab'],
    ['#stop with parentheses too', 'a#stop()b', {}, 'a'],
    ['#stop in a comment is a comment', 'a#* #stop *#b', {}, 'ab'],
    [
      '#break ends the innermost loop',
      '#foreach($i in [1..3])#foreach($j in [1..9])$j#break#end$i;#end',
      {},
      '11;12;13;',
    ],
    [
      'a loop knows where it is',
      '#foreach($i in $l)$foreach.index:$i#if($foreach.hasNext),#end#end',
      { l: ['a', 'b'] },
      '0:a,1:b',
    ],
    ['a loop over a map takes its values', '#foreach($i in $m)$i#end', { m: { a: 1, b: 2 } }, '12'],
    ['a loop over nothing is empty', '[#foreach($i in $m)$i#end]', {}, '[]'],
    ['what is set in a loop stays', '#foreach($i in [1..3])#set($last = $i)#end$last$!i', {}, '3'],
    ['setting nothing changes nothing', '#set($a = $missing)$a', { a: 'old' }, 'old'],
    ['an undefined reference prints itself', '$a.b and $!a.b.', {}, '$a.b and .'],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: Velocity's own braces
    ['braces end a reference', '${a}b', { a: 1 }, '1b'],
    ['an escaped reference prints itself', '\\$a \\\\$a', { a: 1 }, '$a \\1'],
    ['backslashes stay before the undefined', '\\$a \\\\$a', {}, '\\$a \\\\$a'],
    ['a dollar that is no reference stays', '$1.50 \\d "$.x"', {}, '$1.50 \\d "$.x"'],
    ['double quotes interpolate', '#set($a = "$.events[$i].x")$a', { i: 2 }, '$.events[2].x'],
    ['single quotes do not', "#set($a = '$i')$a", { i: 2 }, '$i'],
    ['an unparsed block', '#[[ $a #if ]]#', { a: 1 }, ' $a #if '],
    ['literals of maps and lists', '#set($m = {"a": [1, "x"]})$m.a[1] $m.get("a").size()', {}, 'x 2'],
    [
      'properties and methods of maps',
      '$m.containsKey("a") $m.keySet().contains("b") $m["a"]',
      { m: { a: 'x' } },
      'true false x',
    ],
  ])('%s', (_, template, variables, expected) => {
    expect(rendered(template, variables)).toBe(expected);
  });

  test.each<[string, Value, string]>([
    ['$s.length()', 'abc', '3'],
    ['$s.isEmpty()', '', 'true'],
    ['$s.contains("b")', 'abc', 'true'],
    ['$s.equals("abc")', 'abc', 'true'],
    ['$s.equals(1)', '1', 'false'],
    ['$s.substring(1)', 'abc', 'bc'],
    ['$s.substring(0, 2)', 'abc', 'ab'],
    ['$s.replace(".", "-")', 'a.b', 'a-b'],
    ['$s.replaceAll(".", "-")', 'a.b', '---'],
    ['$s.replaceAll("(\\d)", "<$1>")', 'a1', 'a<1>'],
    ['$s.replaceAll("\\\\\'", "\'")', "it\\'s", "it's"],
    ['$s.replaceFirst("b+", "x")', 'abbcb', 'axcb'],
    ['$s.matches("a.c")', 'abc', 'true'],
    ['$s.matches("a")', 'abc', 'false'],
    ['$s.split(",").size()', 'a,b,,', '2'],
    ['$s.toUpperCase().trim()', ' a ', 'A'],
    ['$s.indexOf("c")', 'abc', '2'],
  ])('%s of %j is %s', (template, s, expected) => {
    expect(rendered(template, { s })).toBe(expected);
  });
});

describe('Given a loop', () => {
  const state =
    '$foreach.index$foreach.count #if($foreach.first)f#end#if($foreach.last)l#end#if($foreach.hasNext)n#end';

  test.each<[string, Value[], string]>([
    ['no item', [], ''],
    ['one item', ['a'], '01 fl;'],
    ['two items', ['a', 'b'], '01 fn;12 l;'],
    ['three items', ['a', 'b', 'c'], '01 fn;12 n;23 l;'],
  ])('over %s it knows index, count, first, last and hasNext', (_, l, expected) => {
    expect(rendered(`#foreach($i in $l)${state};#end`, { l })).toBe(expected);
  });

  test('an inner one knows the outer one, which has its own state back afterwards', () => {
    const inner = '#foreach($j in [1..2])$foreach.parent.index$foreach.index #end';
    expect(rendered(`#foreach($i in [1..2])${inner}$foreach.index;#end`)).toBe('00 01 0;10 11 1;');
    expect(rendered('#foreach($i in [1])$!foreach.parent#end')).toBe('');
  });

  test('its variables are what they were when it ends', () => {
    expect(rendered('#foreach($i in [1..2])#end$!i$!foreach')).toBe('');
    expect(rendered('#foreach($i in [1..2])$i#end$i', { i: 'x' })).toBe('12x');
    expect(rendered('#foreach($i in [1..2])$i#break#end$i', { i: 'x' })).toBe('1x');
  });

  test('it may run a thousand times, and no more', () => {
    expect(rendered('#foreach($i in [1..1000])#if($foreach.last)$i#end#end')).toBe('1000');
    expect(() => rendered('#foreach($i in [1..1001])#end')).toThrow('exceeds 1000 iterations');
  });

  test.each<[string, Value]>([
    ['text', 'abc'],
    ['a number', 3],
    ['true', true],
  ])('over %s it is refused', (_, l) => {
    expect(() => rendered('#foreach($i in $l)x#end', { l })).toThrow('neither a list nor a map');
  });

  test('#stop within it ends the rendering, #break within a condition the loop alone', () => {
    expect(rendered('#foreach($i in [1..3])$i#if($i == 2)#stop#end,#end!')).toBe('1,2');
    expect(rendered('#foreach($i in [1..3])$i#if($i == 2)#break#end,#end!')).toBe('1,2!');
  });
});

describe('Given two values', () => {
  test.each<[string, Value, Value, boolean]>([
    ['the same text', 'a', 'a', true],
    ['other text', 'a', 'b', false],
    ['a number and its text', 1, '1', true],
    ['a number and other text', 1, '1.0', false],
    ['a truth value and its text', true, 'true', true],
    ['a truth value and the other', true, false, false],
    ['a text and nothing', 'null', null, false],
    ['nothing and a text', null, 'null', false],
    ['nothing twice', null, null, true],
    ['nothing and a list', null, [], false],
    ['equal lists', [1, [2]], [1, [2]], true],
    ['lists in another order', [1, 2], [2, 1], false],
    ['equal maps', { a: 1 }, { a: 1 }, true],
    ['maps with another value', { a: 1 }, { a: 2 }, false],
    ['a list and its text', [1], '[1]', false],
    ['a list and the text of its item', [1], '1', false],
    ['a text and a list of it', 'a', ['a'], false],
    ['a text and a map', '{}', {}, false],
  ])('%s: == and != tell whether they are equal', (_, a, b, equal) => {
    const given: Record<string, Value> = {};
    if (a !== null) given.a = a;
    if (b !== null) given.b = b;
    expect(rendered('#if($a == $b)yes#{else}no#end', given)).toBe(equal ? 'yes' : 'no');
    expect(rendered('#if($a != $b)yes#{else}no#end', given)).toBe(equal ? 'no' : 'yes');
  });
});

describe('Given a reference into a value', () => {
  const given: Record<string, Value> = {
    m: { a: { b: 1 }, n: null, f: false },
    l: ['x', null, 0],
    s: 'text',
  };

  test.each([
    ['$m.a.b $m["a"].b $m.get("a").b', '1 1 1'],
    ['$m.f $l[0] $l[2]', 'false x 0'],
    ['[$!m.n][$!m.missing][$!missing.a.b][$!l[1]]', '[][][][]'],
    ['$m.missing $missing.a', '$m.missing $missing.a'],
  ])('%s prints %s', (template, expected) => {
    expect(rendered(template, given)).toBe(expected);
  });

  test.each([
    ['$l.name', 'a list has no property name'],
    ['$l["0"]', 'a list has no property 0'],
    ['$l[3]', 'the list has no item 3'],
    ['$l[-1]', 'the list has no item -1'],
    ['$s.size', 'a string has no property size'],
    ['$m.a.b.c', 'a number has no property c'],
    ['$m.f.c', 'a boolean has no property c'],
    ['$m[$l]', 'is not text'],
    ['$m.a', 'is not text'],
    ['$l', 'is not text'],
  ])('%s is refused: %s', (template, message) => {
    expect(() => rendered(template, given)).toThrow(message);
  });
});

describe('Given an assignment', () => {
  test.each([
    ['#set($m.a = 1)$m.a', '1'],
    ['#set($m["a"] = "x")$m.a', 'x'],
    ['#set($m.o.p = false)$m.o.p', 'false'],
    ['#set($m.a = 1)#set($m.a = $missing)$m.a', '1'],
    ['#set($n = 1)#set($n = $missing)$n', '1'],
  ])('%s prints %s', (template, expected) => {
    expect(rendered(template, { m: { o: {} } })).toBe(expected);
  });

  test.each([
    ['#set($missing.a = 1)', '$missing.a cannot be set'],
    ['#set($l[0] = 1)', 'cannot be set'],
    ['#set($s.a = 1)', '$s.a cannot be set'],
    ['#set($m.__proto__ = $m)', 'cannot be set'],
    ['#set($m.get("a") = 1)', 'cannot be set'],
  ])('%s is refused', (template, message) => {
    expect(() => rendered(template, { m: {}, l: [0], s: 'x' })).toThrow(message);
  });
});

describe('Given a reference after backslashes', () => {
  test.each([
    ['$a', '1', '$a'],
    ['\\$a', '$a', '\\$a'],
    ['\\\\$a', '\\1', '\\\\$a'],
    ['\\\\\\$a', '\\$a', '\\\\\\$a'],
    ['\\\\\\\\$a', '\\\\1', '\\\\\\\\$a'],
    ['$!a', '1', ''],
    ['\\$!a', '$!a', '\\$!a'],
  ])('%s prints %s with a value and %s without', (template, withValue, without) => {
    expect(rendered(template, { a: 1 })).toBe(withValue);
    expect(rendered(template)).toBe(without);
  });
});

describe('what API Gateway would refuse fails loudly', () => {
  test.each<[string, string, Record<string, Value>]>([
    ['an unknown method of a string', '$a.lenght()', { a: 'x' }],
    ['an unknown method of a list', '$a.push(1)', { a: [] }],
    ['an unknown method of a map', '$a.length()', { a: {} }],
    ['an inherited JavaScript method', '$a.hasOwnProperty("x")', { a: {} }],
    ['a property of a string', '$a.length', { a: 'x' }],
    ['a list in the text', '$a', { a: [1] }],
    ['a map in the text', '$a', { a: {} }],
    ['an index outside the list', '$a[3]', { a: [1] }],
    ['a substring outside the string', '$a.substring(4)', { a: 'abc' }],
    ['arithmetic with a text', '#set($b = $a * 2)', { a: 'x' }],
    ['comparing texts', '#if($a > 2)x#end', { a: 'x' }],
    ['a division by zero', '#set($b = 1 / 0)', {}],
    ['a regular expression only Java knows', '$a.replaceAll("\\p{Alpha}", "")', { a: 'x' }],
    ['more than 1,000 iterations', '#foreach($i in [1..1001])#end', {}],
    ['a macro', '#macro(x)y#end#x()', {}],
    ['an unknown directive', '#evaluate("x")', {}],
    ['an unclosed block', '#if(true)x', {}],
    ['a quote in a string', '#set($a = "x\\"y")', {}],
    ['no Velocity at all', '#set($a = )', {}],
  ])('%s', (_, template, variables) => {
    expect(() => rendered(template, variables)).toThrow();
  });

  test('a prototype is out of reach', () => {
    expect(rendered('$!a.constructor $!a.__proto__', { a: {} })).toBe(' ');
    expect(() => rendered('#set($a.__proto__ = $b)', { a: {}, b: {} })).toThrow('cannot be set');
  });
});
