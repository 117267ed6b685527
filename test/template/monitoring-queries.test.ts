import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import { logMessages } from '../../functions/core/log-messages.ts';
import { CellStage } from '../../infra/cell-stage.ts';
import { resourcesOf } from './monitoring-template.ts';
import { cellNamed, testApp } from './synthesis.ts';

const stage = new CellStage(testApp(), cellNamed('us-1'));
if (!stage.monitoring) throw new Error('The cell us-1 has no monitoring');
const monitoring = Template.fromStack(stage.monitoring);
const others = [Template.fromStack(stage.stateless), Template.fromStack(stage.stateful)];
const queries = resourcesOf(monitoring, 'AWS::Logs::QueryDefinition').map(({ properties }) => ({
  name: String(properties.Name),
  groups: properties.LogGroupNames.map(String),
  text: String(properties.QueryString),
  parameters: (properties.Parameters ?? []).map(({ Name: parameter }: { Name: string }) => parameter),
}));

/** What each kind of log has in its lines. */
const fields: readonly (readonly [RegExp, ReadonlySet<string>])[] = [
  [
    /^\/aws\/lambda\//,
    new Set([
      // Powertools' own
      // (https://docs.powertools.aws.dev/lambda/typescript/latest/features/logger/).
      ...['level', 'message', 'service', 'timestamp', 'xray_trace_id', 'function_request_id', 'cold_start'],
      // functions/adapters/lambda/powertools.ts adds the code, its callers the rest.
      ...['code', 'failureClass', 'error', 'failure', 'messageId', 'invoiceId', 'eventId', 'messages'],
      ...['groupsByError', 'capped', 'counts', 'oldest'],
      ...['@type', '@duration', '@initDuration', '@maxMemoryUsed', '@requestId'],
    ]),
  ],
  [/^\/aws\/apigateway\//, new Set(Object.keys(accessLogLine()))],
  // https://docs.aws.amazon.com/waf/latest/developerguide/logging-fields.html
  [/^aws-waf-logs-/, new Set(['action', 'terminatingRuleId', 'httpRequest.clientIp', 'httpRequest.uri'])],
  // https://docs.aws.amazon.com/firehose/latest/dev/monitoring-with-cloudwatch-logs.html
  [/^\/aws\/kinesisfirehose\//, new Set(['errorCode', 'message'])],
];
const everywhere = ['@timestamp', '@message', '@log'];
/** The words of the query language; `m` is of `5m`. */
const words = new Set(
  'fields filter stats sort limit by as asc desc and or like count sum min max pct bin ispresent m'.split(
    ' ',
  ),
);

describe('Given the saved queries', () => {
  test.each(queries)('When $name reads logs, Then there are such logs', ({ groups }) => {
    const made = others.flatMap((template) =>
      resourcesOf(template, 'AWS::Logs::LogGroup').map(({ properties }) => String(properties.LogGroupName)),
    );
    expect(groups.filter((group: string) => !made.includes(group))).toEqual([]);
  });

  test.each(queries)('When $name names a field, Then the lines of its logs have it', ({ groups, text }) => {
    const known = new Set(everywhere);
    for (const group of groups)
      for (const [pattern, ofGroup] of fields)
        if (pattern.test(group)) for (const field of ofGroup) known.add(field);
    for (const [, alias] of text.matchAll(/ as (\w+)/g)) known.add(String(alias));
    const bare = text.replace(/"[^"]*"|\/.*\//g, '');
    const named = [...bare.matchAll(/@?[A-Za-z_][\w.]*/g)].map(([word]) => word);
    expect(named.filter((word) => !known.has(word) && !words.has(word))).toEqual([]);
  });

  test.each(queries)('When $name filters by a code, Then the functions log it', ({ text }) => {
    const codes: readonly string[] = Object.values(logMessages).map(({ code }) => code);
    for (const [, code] of text.matchAll(/code = "([^"]+)"/g)) expect(codes).toContain(code);
  });

  test.each(queries)(
    'When $name asks for values, Then it uses each, and no other',
    ({ text, parameters }) => {
      expect([...new Set([...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, parameter]) => parameter))]).toEqual(
        parameters,
      );
    },
  );
});

/** The format of the access log, as the deployed stage has it. */
function accessLogLine(): object {
  const [live] = others.flatMap((template) => resourcesOf(template, 'AWS::ApiGateway::Stage'));
  return JSON.parse(String(live?.properties.AccessLogSetting.Format));
}
