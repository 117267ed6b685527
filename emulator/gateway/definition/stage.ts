import type { CellTemplate } from '../../template/cell-template.ts';
import { type Definition, readResource } from '../../template/definition.ts';
import { labels, logging } from '../../template/without-effect.ts';
import type { RestApi, Throttle } from '../rest-api.ts';
import { ofTheApi } from './methods.ts';
import { onlyOne } from './only-one.ts';
import { readThrottle } from './usage-plans.ts';

const stageWithoutEffect = {
  ...labels,
  ...ofTheApi,
  AccessLogSetting: 'the host keeps a log of its own; what metric filters count is counted as it happens',
  TracingEnabled: 'nobody collects traces here',
} as const;

const settingWithoutEffect = {
  DataTraceEnabled: logging,
  LoggingLevel: logging,
  MetricsEnabled: 'the host keeps metrics of its own',
} as const;

/** The API's stage: its name, variables and throttles. */
export function readStage(
  template: CellTemplate,
): Pick<RestApi, 'stage' | 'stageVariables' | 'stageThrottles'> {
  const deployments = template.ofType('AWS::ApiGateway::Deployment').map((resource) => {
    readResource(resource, { ...labels, ...ofTheApi }, () => undefined);
    return resource.physicalId;
  });
  return readResource(onlyOne(template, 'AWS::ApiGateway::Stage'), stageWithoutEffect, (stage) => {
    if (!deployments.includes(stage.text('DeploymentId')))
      return stage.fail('DeploymentId', 'names a deployment that does not exist');
    return {
      stage: stage.text('StageName'),
      stageVariables: stage.object('Variables').entries(),
      stageThrottles: Object.fromEntries(
        stage.list('MethodSettings', settingWithoutEffect).map(readMethodSetting),
      ),
    };
  });
}

/** The route a setting is for, and the throttle there. */
function readMethodSetting(setting: Definition): readonly [string, Throttle] {
  const path = (setting.optionalText('ResourcePath') ?? '/*').replaceAll('~1', '/').replace(/^\/\//, '/');
  const method = setting.optionalText('HttpMethod') ?? '*';
  return [`${path}/${method}`, readThrottle(setting, 'ThrottlingRateLimit', 'ThrottlingBurstLimit')];
}
