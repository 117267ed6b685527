import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { readRestApi } from '../../emulator/gateway/definition/read-rest-api.ts';
import type { QueueContext } from '../../emulator/messaging/queue.ts';
import {
  archiveOf,
  eventSourcesOf,
  queuesOf,
  rulesOf,
  schedulesOf,
  topicsOf,
} from '../../emulator/messaging/resources.ts';
import { emulatedTypes, refuseUnknownTypes } from '../../emulator/resource-types.ts';
import type { CellTemplate, Resource } from '../../emulator/template/cell-template.ts';
import { readFunctions } from '../../emulator/template/functions.ts';
import { isObject, type JsonValue } from '../../lib/json.ts';
import { templateOfCell } from './gateway-harness.ts';

const context: QueueContext = {
  clock: { now: () => 0 },
  log: {
    sent: () => {},
    received: () => {},
    hidden: () => {},
    deleted: () => {},
    moved: () => {},
    copied: () => {},
  },
  nextSequence: () => 1,
  newId: () => 'id',
};

/** Reads everything that the emulator reads when a cell starts. */
function readAll(template: CellTemplate): void {
  refuseUnknownTypes(template);
  readRestApi(template);
  const queues = queuesOf(template, context);
  topicsOf(template, queues, context);
  rulesOf(template, queues);
  eventSourcesOf(template, queues);
  schedulesOf(template, queues);
  archiveOf(template);
  readFunctions(template);
}

/** What holds documents or names of the author's own, or is declared to be without effect. */
const open =
  /^(Tags|Schema|EventPattern|FilterPolicy|Input|RedriveAllowPolicy|AccessLogSetting|AssociationConfig|Code|Environment|ProvisionedConcurrencyConfig|EndpointConfiguration|RetryPolicy|DeadLetterConfig|LoggingConfig|TracingConfig|TextTransformations|VisibilityConfig|ManagedRuleGroupStatement|RateBasedStatement|CustomResponseBodies|(Request|Response)(Templates|Parameters|Models))$/;

type Path = readonly string[];

/** Where a value has objects whose every property is read. */
function objectsIn(value: JsonValue, path: Path = []): Path[] {
  if (open.test(path.at(-1) ?? '')) return [];
  if (Array.isArray(value)) return value.flatMap((item, index) => objectsIn(item, [...path, `${index}`]));
  if (!isObject(value)) return [];
  return [path, ...Object.entries(value).flatMap(([name, item]) => objectsIn(item, [...path, name]))];
}

/** The value with one property more in the object at the path. */
function withProperty(value: JsonValue, [first, ...rest]: Path, name: string): JsonValue {
  if (Array.isArray(value))
    return value.map((item, index) => (`${index}` === first ? withProperty(item, rest, name) : item));
  if (!isObject(value)) return value;
  if (first === undefined) return { ...value, [name]: 'added' };
  return { ...value, [first]: withProperty(value[first] ?? null, rest, name) };
}

/** The templates with that resource changed. */
function withResource(template: CellTemplate, changed: Resource): CellTemplate {
  const resources = template.resources.map((one) =>
    one.stack === changed.stack && one.logicalId === changed.logicalId ? changed : one,
  );
  return { ...template, resources, ofType: (type) => resources.filter((one) => one.type === type) };
}

let template: CellTemplate;
let spots: readonly { readonly resource: Resource; readonly path: Path }[];

beforeAll(async () => {
  template = await templateOfCell();
  spots = template.resources
    .filter(({ type }) => emulatedTypes.some((one) => one === type))
    .flatMap((resource) => objectsIn(resource.properties).map((path) => ({ resource, path })))
    // What a subscription cannot deliver is without effect, and a plan's throttles have routes for
    // names.
    .filter(
      ({ resource: { type }, path }) =>
        !(type === 'AWS::SNS::Subscription' && path[0] === 'RedrivePolicy') &&
        !/^ApiStages\.\d+\.Throttle$/.test(path.join('.')),
    );
});

/** Expects the templates to be refused because of a property that nothing reads. */
function expectRefused({ resource, path }: (typeof spots)[number], name: string): void {
  const properties = withProperty(resource.properties, path, name);
  if (!isObject(properties)) throw new Error('properties are an object');
  const where = [...path, name].join('.').replaceAll(/\.(\d+)/g, '[$1]');
  expect(
    () => readAll(withResource(template, { ...resource, properties })),
    `${resource.type} ${where}`,
  ).toThrow(
    `${resource.stack}/${resource.logicalId} (${resource.type}): the emulator does not know the property ${where}.`,
  );
}

describe('Given the templates of a cell', () => {
  test('everything in them is read or known to be without effect', () => {
    expect(() => readAll(template)).not.toThrow();
  });

  test('a property added to any resource that runs is refused by name', () => {
    for (const type of new Set(spots.map(({ resource }) => resource.type))) {
      const spot = spots.find(({ resource }) => resource.type === type);
      if (spot) expectRefused(spot, 'Unheard');
    }
  });

  test('any property added anywhere in any of them is refused by name', () => {
    const place = fc.nat(spots.length - 1);
    const name = fc.stringMatching(/^[A-Z][a-z]{3,9}Unheard$/);
    fc.assert(
      fc.property(place, name, (index, added) => {
        const spot = spots[index];
        if (spot) expectRefused(spot, added);
      }),
      { numRuns: 500 },
    );
  });
});
