import type { Resource } from '../../emulator/template/cell-template.ts';
import type { JsonObject } from '../../lib/json.ts';
import { ofType } from './invariants/resources.ts';
import { has, type Mutation, without, withProperty } from './mutation.ts';

/** Mistakes by which a cell is no longer for the account, or for the time, that it is meant for. */
export function profileMutations(resources: readonly Resource[]): readonly Mutation[] {
  const isTrial = ofType(resources, 'AWS::Logs::LogGroup').every(
    ({ properties }) => properties.RetentionInDays === 1,
  );
  const functions = ofType(resources, 'AWS::Lambda::Function');
  return [
    ...(functions.some(has('ReservedConcurrentExecutions')) ? reservingMutations : smallMutations)(resources),
    {
      what: 'the archive is locked for another time than the cell is for',
      check: 'locks',
      candidates: ofType(resources, 'AWS::S3::Bucket').filter(has('ObjectLockEnabled')),
      mutate: withProperty('ObjectLockConfiguration', lockedFor(isTrial ? 3_653 : 1)),
    },
  ];
}

function reservingMutations(resources: readonly Resource[]): readonly Mutation[] {
  return [
    {
      what: 'a function has no concurrency of its own',
      check: 'concurrency',
      candidates: ofType(resources, 'AWS::Lambda::Function'),
      mutate: without('ReservedConcurrentExecutions'),
    },
  ];
}

/** In a cell that is to fit into a new account. */
function smallMutations(resources: readonly Resource[]): readonly Mutation[] {
  return [
    {
      what: 'a function reserves concurrency',
      check: 'concurrency',
      candidates: ofType(resources, 'AWS::Lambda::Function'),
      mutate: withProperty('ReservedConcurrentExecutions', 1),
    },
    {
      what: 'a queue may take all that a new account has',
      check: 'concurrency',
      candidates: ofType(resources, 'AWS::Lambda::EventSourceMapping'),
      mutate: withProperty('ScalingConfig', { MaximumConcurrency: 50 }),
    },
  ];
}

function lockedFor(days: number): JsonObject {
  return { Rule: { DefaultRetention: { Mode: 'COMPLIANCE', Days: days } } };
}
