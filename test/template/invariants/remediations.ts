import { type Check, idOf, ofType } from './resources.ts';

/** Documents after which a resource may no longer do what it did: they are run on request only. */
const breaking = new Set(['AWSConfigRemediation-EncryptSNSTopic']);

/** Nothing is set right unasked that would keep somebody's messages from arriving. */
export const remediations: Check = (resources) =>
  ofType(resources, 'AWS::Config::RemediationConfiguration')
    .filter(({ properties }) => breaking.has(String(properties.TargetId)) && properties.Automatic !== false)
    .map((remediation) => `${idOf(remediation)} changes any resource of the account unasked`);
