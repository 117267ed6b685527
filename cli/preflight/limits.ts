import { GetAccountSettingsCommand, LambdaClient } from '@aws-sdk/client-lambda';
import {
  paginateListAWSDefaultServiceQuotas,
  paginateListServiceQuotas,
  type ServiceQuota,
  ServiceQuotasClient,
} from '@aws-sdk/client-service-quotas';
import type { AccountQuota, AccountReader } from '../../infra/planner/preflight/account.ts';
import type { Place } from './place.ts';
import { readOnly } from './read-only.ts';
import { reading } from './reading.ts';

/** How much of each service the account may use. */
export function readLimits(place: Place): Pick<AccountReader, 'quotas' | 'lambdaConcurrency'> {
  const serviceQuotas = readOnly(new ServiceQuotasClient(place));
  const lambda = readOnly(new LambdaClient(place));
  return {
    quotas: async (ServiceCode) => {
      // Quotas that nobody has changed may stand among the defaults alone:
      // https://docs.aws.amazon.com/servicequotas/2019-06-24/apireference/API_ListServiceQuotas.html
      const defaults = await reading('servicequotas:ListAWSDefaultServiceQuotas', () =>
        all(paginateListAWSDefaultServiceQuotas({ client: serviceQuotas }, { ServiceCode })),
      );
      const applied = await reading('servicequotas:ListServiceQuotas', () =>
        all(paginateListServiceQuotas({ client: serviceQuotas }, { ServiceCode })),
      );
      const byCode = new Map([...defaults, ...applied].map((quota) => [quota.code, quota]));
      return [...byCode.values()];
    },
    lambdaConcurrency: async () => {
      const { AccountLimit: limit } = await reading('lambda:GetAccountSettings', () =>
        lambda.send(new GetAccountSettingsCommand({})),
      );
      if (limit?.ConcurrentExecutions === undefined || limit.UnreservedConcurrentExecutions === undefined)
        throw new Error('Lambda gives no limit of concurrent executions');
      return { limit: limit.ConcurrentExecutions, unreserved: limit.UnreservedConcurrentExecutions };
    },
  };
}

async function all(pages: AsyncIterable<{ Quotas?: ServiceQuota[] | undefined }>): Promise<AccountQuota[]> {
  const quotas: AccountQuota[] = [];
  for await (const { Quotas: page = [] } of pages)
    for (const {
      QuotaCode: code,
      QuotaName: name = '',
      Value: value,
      Adjustable: adjustable = false,
    } of page)
      if (code !== undefined && value !== undefined) quotas.push({ code, name, value, adjustable });
  return quotas;
}
