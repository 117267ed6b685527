import type { AlarmRule } from './alarm.ts';
import { type AlarmState, alarmStates } from './alarm-state.ts';

/**
 * Reads the rule of a composite alarm: `ALARM("a") OR NOT (OK(b) AND TRUE)`.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html
 * @throws {Error} saying what is not understood
 */
export function parseAlarmRule(text: string): AlarmRule {
  const tokens = [...text.matchAll(/\s*("[^"]*"|[()]|[^\s()"]+)/g)].map(([, token = '']) => token);
  let position = 0;
  const skip = (token: string) => {
    if (tokens[position] !== token) return false;
    position++;
    return true;
  };
  const expect = (token: string) => {
    if (!skip(token)) throw new Error(`${token} expected, not ${tokens[position] ?? 'the end'}`);
  };
  const either = (): AlarmRule => joined('or', 'OR', both);
  const both = (): AlarmRule => joined('and', 'AND', one);
  const joined = (kind: 'and' | 'or', word: string, part: () => AlarmRule): AlarmRule => {
    const first = part();
    const rules = [first];
    while (skip(word)) rules.push(part());
    return rules.length === 1 ? first : { kind, rules };
  };
  const one = (): AlarmRule => {
    if (skip('NOT')) return { kind: 'not', rule: one() };
    if (skip('TRUE')) return { kind: 'constant', value: true };
    if (skip('FALSE')) return { kind: 'constant', value: false };
    if (skip('(')) {
      const inner = either();
      expect(')');
      return inner;
    }
    const state = alarmStates.find(skip);
    if (!state) throw new Error(`${tokens[position] ?? 'the end'} is not understood`);
    expect('(');
    const alarm = nameIn(tokens[position++] ?? '');
    expect(')');
    return { kind: 'state', state, alarm };
  };
  const rule = either();
  if (position < tokens.length) throw new Error(`${tokens[position]} is not understood`);
  return rule;
}

/** A name stands as it is or in quotes; an ARN ends with the name. */
function nameIn(token: string): string {
  const text = token.replace(/^"(.*)"$/, '$1');
  return text.startsWith('arn:') ? text.slice(text.lastIndexOf(':alarm:') + ':alarm:'.length) : text;
}

/** Whether the rule holds for the states that the alarms have. */
export function ruleHolds(rule: AlarmRule, stateOf: (alarm: string) => AlarmState): boolean {
  switch (rule.kind) {
    case 'constant':
      return rule.value;
    case 'state':
      return stateOf(rule.alarm) === rule.state;
    case 'not':
      return !ruleHolds(rule.rule, stateOf);
    case 'and':
      return rule.rules.every((each) => ruleHolds(each, stateOf));
    case 'or':
      return rule.rules.some((each) => ruleHolds(each, stateOf));
  }
}

/** The alarms a rule asks about. */
export function alarmsIn(rule: AlarmRule): readonly string[] {
  switch (rule.kind) {
    case 'constant':
      return [];
    case 'state':
      return [rule.alarm];
    case 'not':
      return alarmsIn(rule.rule);
    case 'and':
    case 'or':
      return rule.rules.flatMap(alarmsIn);
  }
}
