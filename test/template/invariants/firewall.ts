import type { Resource } from '../../../emulator/template/cell-template.ts';
import type { JsonObject } from '../../../lib/json.ts';
import { at, byArn, type Check, idOf, objectsOf, ofType, textAt } from './resources.ts';

/**
 * AWS's rules that search the path, where ids stand that may be any text:
 * https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-baseline.html
 */
export const pathRules: Readonly<Record<string, readonly string[]>> = {
  AWSManagedRulesCommonRuleSet: [
    ...['SizeRestrictions_URIPATH', 'EC2MetaDataSSRF_URIPATH', 'GenericLFI_URIPATH', 'GenericRFI_URIPATH'],
    ...['RestrictedExtensions_URIPATH', 'CrossSiteScripting_URIPATH'],
  ],
  AWSManagedRulesKnownBadInputsRuleSet: [
    ...['JavaDeserializationRCE_URIPATH', 'ExploitablePaths_URIPATH', 'Log4JRCE_URIPATH'],
  ],
};

/** What is to be before the API is there, no id is refused for how it looks, and only refusals are logged. */
export const firewall: Check = (resources) => [
  ...ofType(resources, 'AWS::WAFv2::WebACLAssociation')
    .filter(
      ({ properties }) => !byArn(resources, 'AWS::WAFv2::WebACL').has(textAt(properties.WebACLArn) ?? ''),
    )
    .map(
      (association) =>
        `${idOf(association)} puts ${textAt(association.properties.WebACLArn)} before the API, which is not there`,
    ),
  ...ofType(resources, 'AWS::WAFv2::WebACL').flatMap((webAcl) =>
    objectsOf(webAcl.properties.Rules)
      .map((rule) => at(rule, 'Statement', 'ManagedRuleGroupStatement'))
      .flatMap((group) =>
        (pathRules[textAt(group, 'Name') ?? ''] ?? [])
          .filter((rule) => !onlyCounts(objectsOf(at(group, 'RuleActionOverrides')), rule))
          .map((rule) => `${idOf(webAcl)} refuses ids that the rule ${rule} objects to`),
      ),
  ),
  ...ofType(resources, 'AWS::WAFv2::LoggingConfiguration')
    .filter((logging) => !logsRefusalsOnly(logging))
    .map((logging) => `${idOf(logging)} logs requests that were not refused`),
];

function onlyCounts(overrides: readonly JsonObject[], rule: string): boolean {
  return overrides.some(
    (override) => override.Name === rule && at(override, 'ActionToUse', 'Count') !== undefined,
  );
}

function logsRefusalsOnly({ properties: { LoggingFilter: filter } }: Resource): boolean {
  const kept = objectsOf(at(filter, 'Filters')).flatMap((one) => objectsOf(one.Conditions));
  return (
    textAt(filter, 'DefaultBehavior') === 'DROP' &&
    kept.every((condition) => textAt(condition, 'ActionCondition', 'Action') === 'BLOCK')
  );
}
