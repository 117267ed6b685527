import type { JsonObject } from '../../lib/json.ts';

/** One resource, as CloudFormation would have made it. */
export interface Resource {
  readonly logicalId: string;
  /** Name of the stack it belongs to. */
  readonly stack: string;
  /** e.g. `AWS::SQS::Queue`. */
  readonly type: string;
  /** What `Ref` gives: a queue's URL, a topic's ARN, a function's name … */
  readonly physicalId: string;
  readonly arn?: string;
  /** Without intrinsic functions. */
  readonly properties: JsonObject;
  readonly metadata: JsonObject;
}

/** Stacks that belong together, resolved to one set of resources. */
export interface CellTemplate {
  /** `Metadata` of the first stack. */
  readonly metadata: JsonObject;
  readonly region: string;
  readonly accountId: string;
  readonly resources: readonly Resource[];
  ofType(type: string): readonly Resource[];
  /**
   * The resource with this physical id or ARN.
   * @param type needed where resources of several types have the same physical id (a bus and its
   * archive, say)
   * @throws {Error} when more than one resource has it
   */
  find(refOrArn: string, type?: string): Resource | undefined;
}
