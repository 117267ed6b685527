import { CfnResource, Fn, Stack, Stage } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import { leaveOutImpliedDependencies } from '../../infra/blocks/implied-dependencies.ts';
import { testApp } from './synthesis.ts';

describe('Given resources that depend on others', () => {
  test('When a reference says so already, Then it is said once, and all else is kept', () => {
    const stage = new Stage(testApp(), 'stage');
    const stack = new Stack(stage, 'stack');
    const topic = (id: string, properties = {}) =>
      new CfnResource(stack, id, { type: 'AWS::SNS::Topic', properties });
    const [referred, read, named] = [topic('Referred'), topic('Read'), topic('Named')];
    const holder = topic('Holder', {
      DisplayName: Fn.join('', [referred.ref, read.getAtt('TopicName').toString(), 'Named']),
    });
    // As constructs depend on each other, which is settled after all aspects.
    for (const other of [referred, read, named]) holder.node.addDependency(other);
    leaveOutImpliedDependencies(stage);

    expect(Template.fromStack(stack).findResources('AWS::SNS::Topic')).toMatchObject({
      Holder: { DependsOn: ['Named'] },
    });
  });
});
