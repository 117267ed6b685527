import { readStacks } from '../../emulator/template/assembly.ts';
import { isJsonArray, isObject, type JsonObject } from '../../lib/json.ts';
import { at } from './invariants/resources.ts';

/**
 * The stacks of a cloud assembly that would be deployed to whatever account the credentials are for: they are
 * of none, and ask nobody to confirm which one it is.
 */
export function openStacks(folder: string): readonly string[] {
  return readStacks(folder)
    .filter(({ accountId, template }) => accountId === undefined && !asksForAccount(template))
    .map(({ name }) => name);
}

/** Whether a parameter without a default has to equal the account. */
function asksForAccount({ Parameters: parameters, Rules: rules }: JsonObject): boolean {
  const asserted = Object.values(isObject(rules) ? rules : {}).flatMap((rule) => {
    const assertions = at(rule, 'Assertions');
    return isJsonArray(assertions) ? assertions.map((assertion) => at(assertion, 'Assert')) : [];
  });
  return Object.entries(isObject(parameters) ? parameters : {}).some(
    ([name, parameter]) =>
      at(parameter, 'Default') === undefined &&
      asserted.some(
        (assert) => JSON.stringify(assert) === `{"Fn::Equals":[{"Ref":"AWS::AccountId"},{"Ref":"${name}"}]}`,
      ),
  );
}
