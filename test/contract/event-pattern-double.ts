import { compilePattern } from '../../emulator/messaging/patterns/event-pattern.ts';
import { isObject, own, parseJson, parseJsonObject } from '../../lib/json.ts';
import { bodyOf, startHttpDouble } from './http-double.ts';

/**
 * EventBridge's rules over HTTP, with the emulator's patterns: moto does not test patterns.
 * @param rules patterns by the rule's name, on any bus
 */
export async function startRules(rules: Readonly<Record<string, object>>) {
  return startHttpDouble(async (request, response) => {
    const input = parseJsonObject((await bodyOf(request)).toString()) ?? {};
    const reply = (status: number, body: object) =>
      response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(body));
    const action = String(request.headers['x-amz-target']).split('.')[1];
    if (action === 'DescribeRule') {
      const pattern = rules[String(own(input, 'Name'))];
      if (!pattern) return reply(400, { __type: 'ResourceNotFoundException', message: 'no such rule' });
      return reply(200, { EventPattern: JSON.stringify(pattern), State: 'ENABLED' });
    }
    const [event, pattern] = [own(input, 'Event'), own(input, 'EventPattern')].map((text) =>
      parseJson(String(text)),
    );
    if (action !== 'TestEventPattern' || !isObject(event) || event.id === undefined)
      return reply(400, { __type: 'InvalidEventPatternException', message: 'not understood' });
    return reply(200, { Result: compilePattern(pattern ?? null)(event) });
  });
}
