import type { CellTemplate, Resource } from '../template/cell-template.ts';

/** A resource as it is read here. */
export type ApiResource = Pick<Resource, 'logicalId' | 'physicalId' | 'arn' | 'properties'>;

/** The part of a cell's template that is read here. */
export interface ApiTemplate extends Pick<CellTemplate, 'region' | 'accountId'> {
  ofType(type: string): readonly ApiResource[];
}
