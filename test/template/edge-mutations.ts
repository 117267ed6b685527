import type { Resource } from '../../emulator/template/cell-template.ts';
import { isJsonArray, isObject, type JsonObject, type JsonValue } from '../../lib/json.ts';
import { pathRules } from './invariants/firewall.ts';
import { ofType } from './invariants/resources.ts';
import { gone, type Mutate, type Mutation, without, withProperty } from './mutation.ts';

/** Mistakes in what a client meets before the API, and is told by it. */
export function edgeMutations(resources: readonly Resource[]): readonly Mutation[] {
  const firewalls = ofType(resources, 'AWS::WAFv2::WebACL');
  const logs = ofType(resources, 'AWS::WAFv2::LoggingConfiguration');
  const quotaReplies = ofType(resources, 'AWS::ApiGateway::GatewayResponse').filter(
    ({ properties }) => properties.ResponseType === 'QUOTA_EXCEEDED',
  );
  return [
    // A small cell may have none.
    ...(firewalls.length === 0 ? [] : firewallMutations(firewalls, logs)),
    {
      what: 'a used-up quota is to be tried again in a second',
      check: 'retries',
      candidates: quotaReplies,
      mutate: withProperty('ResponseParameters', { 'gatewayresponse.header.Retry-After': "'1'" }),
    },
    {
      what: 'a used-up quota does not say when to try again',
      check: 'retries',
      candidates: quotaReplies,
      mutate: without('ResponseParameters'),
    },
  ];
}

/** Takes a managed rule out of those that only count. */
function refusing(rule: string): Mutate {
  const withoutRule = (value: JsonValue): JsonValue => {
    if (isJsonArray(value))
      return value.filter((item) => !(isObject(item) && item.Name === rule)).map(withoutRule);
    if (!isObject(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, withoutRule(inner)]));
  };
  return (webAcl) => {
    const properties = withoutRule(webAcl.properties);
    return { ...webAcl, properties: isObject(properties) ? properties : {} };
  };
}

/** The filter of a log of requests on which the firewall acted in one of these ways. */
function keeping(...actions: readonly string[]): JsonObject {
  const Conditions = actions.map((Action) => ({ ActionCondition: { Action } }));
  return { DefaultBehavior: 'DROP', Filters: [{ Behavior: 'KEEP', Requirement: 'MEETS_ANY', Conditions }] };
}

function firewallMutations(firewalls: readonly Resource[], logs: readonly Resource[]): readonly Mutation[] {
  return [
    {
      what: 'the firewall before the API is gone',
      check: 'firewall',
      candidates: firewalls,
      mutate: gone,
    },
    {
      what: 'the firewall has no rule that only counts',
      check: 'firewall',
      candidates: firewalls,
      mutate: without('Rules', 'Statement', 'ManagedRuleGroupStatement', 'RuleActionOverrides'),
    },
    // `RestrictedExtensions_URIPATH` is the one that refuses an invoice called `X.ini`.
    ...Object.values(pathRules)
      .flat()
      .map((rule) => ({
        what: `the firewall refuses what ${rule} matches`,
        check: 'firewall' as const,
        candidates: firewalls,
        mutate: refusing(rule),
      })),
    ...['COUNT', 'EXCLUDED_AS_COUNT', 'ALLOW'].map((action) => ({
      what: `the firewall logs what had the action ${action}`,
      check: 'firewall' as const,
      candidates: logs,
      mutate: withProperty('LoggingFilter', keeping('BLOCK', action)),
    })),
    {
      what: 'the firewall logs every request',
      check: 'firewall',
      candidates: logs,
      mutate: without('LoggingFilter'),
    },
  ];
}
