import type { AccountQuota } from './account.ts';

/** The command that asks AWS for a larger quota. */
export function increase(
  { serviceCode, code }: Pick<AccountQuota, 'code'> & { readonly serviceCode: string },
  needed: number,
  region: string,
): string {
  return `aws service-quotas request-service-quota-increase --service-code ${serviceCode} --quota-code ${code} --desired-value ${needed} --region ${region}`;
}
