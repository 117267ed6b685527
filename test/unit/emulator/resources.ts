import type { CellTemplate, Resource } from '../../../emulator/template/cell-template.ts';
import type { JsonObject } from '../../../lib/json.ts';

/** A resource of the stack `test` whose physical id is its logical id. */
export function resource(type: string, logicalId: string, properties: JsonObject, arn?: string): Resource {
  return {
    logicalId,
    stack: 'test',
    type,
    physicalId: logicalId,
    ...(arn !== undefined && { arn }),
    properties,
    metadata: {},
  };
}

/** Templates that come to these resources. */
export function templateOf(resources: readonly Resource[]): CellTemplate {
  return {
    metadata: {},
    region: 'eu-west-1',
    accountId: '000000000000',
    resources,
    ofType: (type) => resources.filter((one) => one.type === type),
    find: (refOrArn) => resources.find(({ arn, physicalId }) => arn === refOrArn || physicalId === refOrArn),
  };
}
