import { GetParameterCommand, GetParametersCommand, SSMClient } from '@aws-sdk/client-ssm';
import type { AccountReader } from '../../infra/planner/preflight/account.ts';
import { bootstrapParameter } from '../../infra/planner/preflight/bootstrap.ts';
import type { Place } from './place.ts';
import { readOnly } from './read-only.ts';
import { reading, unlessMissing } from './reading.ts';

/** Names of one call: https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameters.html */
const namesPerCall = 10;

/** What the Region has: services, and the CDK's own resources. */
export function readRegion(place: Place): Pick<AccountReader, 'offered' | 'bootstrapVersion'> {
  const ssm = readOnly(new SSMClient(place));
  const parameterOf = (service: string) =>
    `/aws/service/global-infrastructure/regions/${place.region}/services/${service}`;
  return {
    offered: async (services) => {
      const found = new Set<string | undefined>();
      for (let at = 0; at < services.length; at += namesPerCall) {
        const Names = services.slice(at, at + namesPerCall).map(parameterOf);
        const { Parameters = [] } = await reading('ssm:GetParameters', () =>
          ssm.send(new GetParametersCommand({ Names })),
        );
        for (const { Name } of Parameters) found.add(Name);
      }
      return services.filter((service) => found.has(parameterOf(service)));
    },
    bootstrapVersion: async () => {
      const answer = await reading('ssm:GetParameter', () =>
        unlessMissing(/^ParameterNotFound$/, () =>
          ssm.send(new GetParameterCommand({ Name: bootstrapParameter })),
        ),
      );
      if (answer === undefined) return undefined;
      const text = answer.Parameter?.Value ?? '';
      if (/^\d+$/.test(text)) return Number(text);
      throw new Error(`${bootstrapParameter} holds "${text}", which is no version`);
    },
  };
}
