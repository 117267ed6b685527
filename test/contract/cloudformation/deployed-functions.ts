import { Worker } from 'node:worker_threads';
import type { CellTemplate, Resource } from '../../../emulator/template/cell-template.ts';
import { envNames } from '../../../functions/adapters/lambda/env.ts';
import { timestreamEnvNames } from '../../../functions/adapters/timestream/settings.ts';
import { entryMetadata } from '../../../functions/core/names.ts';
import { buildBundles } from '../../../infra/functions/bundling.ts';
import { isObject, type JsonValue } from '../../../lib/json.ts';

/** A function of the cell, built as it is deployed. */
export interface DeployedFunction {
  readonly name: string;
  readonly resource: Resource;
  invoke(event: object): Promise<JsonValue>;
}

/** Signed by nobody: the access key only says who calls. */
export const credentialsOf = (functionName: string) => ({
  accessKeyId: functionName,
  secretAccessKey: 'test',
});

/**
 * Builds each function of the cell and starts it in a thread with the environment its template gives it.
 * @param endpoint where its calls of AWS go
 * @param folder for the bundles
 */
export function deployFunctions(
  { ofType, region }: CellTemplate,
  endpoint: string,
  folder: string,
): readonly (DeployedFunction & { stop(): Promise<unknown> })[] {
  const entryOf = ({ metadata }: Resource) => String(metadata[entryMetadata]);
  const resources = ofType('AWS::Lambda::Function');
  const entries = [...new Set(resources.map(entryOf))];
  const bundles = buildBundles(entries, folder);
  return resources.map((resource) => {
    const name = resource.physicalId;
    const file = bundles[entries.indexOf(entryOf(resource))]?.file;
    const variables = resource.properties.Environment;
    const { accessKeyId, secretAccessKey } = credentialsOf(name);
    const worker = new Worker(new URL('./bundle-worker.ts', import.meta.url), {
      workerData: { bundle: file, functionName: name },
      // What it logs is CloudWatch's.
      stdout: true,
      stderr: true,
      env: {
        ...(isObject(variables) && environment(variables.Variables, endpoint)),
        AWS_REGION: region,
        AWS_ACCESS_KEY_ID: accessKeyId,
        AWS_SECRET_ACCESS_KEY: secretAccessKey,
        AWS_ENDPOINT_URL: endpoint,
        [envNames.callTimeoutMs]: '60000',
        [timestreamEnvNames.endpoint]: endpoint,
        POWERTOOLS_LOG_LEVEL: 'SILENT',
        POWERTOOLS_METRICS_DISABLED: 'true',
      },
    });
    return { name, resource, invoke: caller(worker), stop: () => worker.terminate() };
  });
}

/** The address of a queue names the service's endpoint, which the SDK prefers to the one that it is given. */
const environment = (variables: JsonValue | undefined, endpoint: string): Record<string, string> =>
  Object.fromEntries(
    Object.entries(isObject(variables) ? variables : {}).map(([name, value]) => [
      name,
      String(value).replace(/^https:\/\/sqs\.[^/]+/, endpoint),
    ]),
  );

function caller(worker: Worker): DeployedFunction['invoke'] {
  const waiting = new Map<number, { resolve(result: JsonValue): void; reject(error: Error): void }>();
  let calls = 0;
  worker.on('message', ({ id, result, error }) => {
    const call = waiting.get(id);
    waiting.delete(id);
    if (error === undefined) call?.resolve(result);
    else call?.reject(new Error(error));
  });
  worker.on('error', (error) => {
    for (const { reject } of waiting.values()) reject(error);
  });
  return (event) => {
    calls += 1;
    const id = calls;
    return new Promise((resolve, reject) => {
      waiting.set(id, { resolve, reject });
      worker.postMessage({ id, event });
    });
  };
}
