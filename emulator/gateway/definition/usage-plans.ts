import type { CellTemplate } from '../../template/cell-template.ts';
import { type Definition, readResource } from '../../template/definition.ts';
import { labels } from '../../template/without-effect.ts';
import type { ApiKey, Throttle, UsagePlan } from '../rest-api.ts';

const apiKeyWithoutEffect = {
  ...labels,
  StageKeys: 'the way keys were tied to stages before there were usage plans',
} as const;

const usagePlanWithoutEffect = { ...labels, UsagePlanName: 'a name for people' } as const;

/** The usage plans of an API's stage, each with its keys. */
export function readUsagePlans(template: CellTemplate, apiId: string, stage: string): readonly UsagePlan[] {
  const keys = template
    .ofType('AWS::ApiGateway::UsagePlanKey')
    .map((resource) => readResource(resource, {}, readUsagePlanKey));
  const plans = template.ofType('AWS::ApiGateway::UsagePlan').map((resource) => ({
    id: resource.physicalId,
    plan: readResource(resource, usagePlanWithoutEffect, readUsagePlan),
  }));
  return plans.flatMap(({ id, plan: { stages, ...limits } }) => {
    const ofStage = stages.find((one) => one.apiId === apiId && one.stage === stage);
    const keyIds = keys.filter(({ planId }) => planId === id).map(({ keyId }) => keyId);
    return ofStage ? [{ id, ...limits, methodThrottles: ofStage.methodThrottles, keyIds }] : [];
  });
}

function readUsagePlanKey(key: Definition) {
  key.oneOf('KeyType', ['API_KEY']);
  return { planId: key.text('UsagePlanId'), keyId: key.text('KeyId') };
}

function readUsagePlan(plan: Definition) {
  return {
    throttle: readThrottle(plan.object('Throttle'), 'RateLimit', 'BurstLimit'),
    ...readQuota(plan.optionalObject('Quota')),
    stages: plan.list('ApiStages').map((apiStage) => ({
      apiId: apiStage.text('ApiId'),
      stage: apiStage.text('Stage'),
      methodThrottles: Object.fromEntries(
        apiStage
          .object('Throttle')
          .objects()
          .map(([route, throttle]) => [route, readThrottle(throttle, 'RateLimit', 'BurstLimit')]),
      ),
    })),
  };
}

function readQuota(quota: Definition | undefined): Pick<UsagePlan, 'quota'> {
  if (!quota) return {};
  return {
    quota: {
      limit: quota.number('Limit'),
      period: quota.oneOf('Period', ['DAY', 'WEEK', 'MONTH']),
      offset: quota.optionalNumber('Offset') ?? 0,
    },
  };
}

/** @param rate @param burst names of the two properties */
export function readThrottle(definition: Definition, rate: string, burst: string): Throttle {
  const rateLimit = definition.optionalNumber(rate);
  const burstLimit = definition.optionalNumber(burst);
  return {
    ...(rateLimit !== undefined && { rate: rateLimit }),
    ...(burstLimit !== undefined && { burst: burstLimit }),
  };
}

/** The keys that are enabled. A key that does not say so is not. */
export function readApiKeys(template: CellTemplate): readonly ApiKey[] {
  const keys = template.ofType('AWS::ApiGateway::ApiKey').map((resource) => ({
    id: resource.physicalId,
    ...readResource(resource, apiKeyWithoutEffect, (key) => ({
      name: key.optionalText('Name') ?? resource.logicalId,
      enabled: key.flag('Enabled'),
    })),
  }));
  return keys.flatMap(({ enabled, ...key }) => (enabled ? [key] : []));
}
