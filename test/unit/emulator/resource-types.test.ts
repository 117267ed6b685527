import { describe, expect, test } from 'vitest';
import { refuseUnknownTypes } from '../../../emulator/resource-types.ts';
import { resource, templateOf } from './resources.ts';

function check(...types: readonly string[]) {
  return refuseUnknownTypes(templateOf(types.map((type, index) => resource(type, `Resource${index}`, {}))));
}

describe('Given templates', () => {
  test('types that run and types without effect are let be', () => {
    expect(() => check('AWS::SQS::Queue', 'AWS::IAM::Role')).not.toThrow();
  });

  test.each(['AWS::StepFunctions::StateMachine', 'Custom::Thing', 'constructor'])(
    'a resource of type %s is refused by name',
    (type) => {
      expect(() => check('AWS::SQS::Queue', type)).toThrow(
        `test/Resource1: the emulator does not know resources of type ${type}. Remove it, or teach`,
      );
    },
  );
});
