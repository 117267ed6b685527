/** A group of AWS's own rules, and those of it that only count what they match. */
export interface ManagedRules {
  readonly name: string;
  readonly onlyCount: readonly string[];
}

/**
 * AWS's managed rules. Bodies are checked against the schema and never executed, and honest invoices contain
 * what looks like an attack (a vendor called `<Script> & Søn`, a link to a document at an internal
 * address): the rules that search bodies for markup and links only count. So do all that search paths: the
 * id of an invoice stands in one, is any text (`X.ini`, `../7`, 128 characters of any script), and is
 * looked up as a key, never opened as a file. Systems that send no user agent are welcome too.
 * `SizeRestrictions_BODY` would refuse bodies over 8 KB: the size has a rule of its own.
 * https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-baseline.html
 */
export const managedRules: readonly ManagedRules[] = [
  { name: 'AWSManagedRulesAmazonIpReputationList', onlyCount: [] },
  {
    name: 'AWSManagedRulesCommonRuleSet',
    onlyCount: [
      ...['SizeRestrictions_BODY', 'CrossSiteScripting_BODY', 'GenericLFI_BODY', 'GenericRFI_BODY'],
      ...['EC2MetaDataSSRF_BODY', 'NoUserAgent_HEADER'],
      ...['SizeRestrictions_URIPATH', 'CrossSiteScripting_URIPATH', 'GenericLFI_URIPATH'],
      ...['GenericRFI_URIPATH', 'EC2MetaDataSSRF_URIPATH', 'RestrictedExtensions_URIPATH'],
    ],
  },
  {
    name: 'AWSManagedRulesKnownBadInputsRuleSet',
    onlyCount: ['ExploitablePaths_URIPATH', 'JavaDeserializationRCE_URIPATH', 'Log4JRCE_URIPATH'],
  },
];
