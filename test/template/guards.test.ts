import { Stack } from 'aws-cdk-lib';
import { CfnRule, EventBus } from 'aws-cdk-lib/aws-events';
import { CfnSubscription, Topic } from 'aws-cdk-lib/aws-sns';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { describe, expect, test } from 'vitest';
import { CellStage } from '../../infra/cell-stage.ts';
import type { Cell } from '../../infra/cells/cell.ts';
import type { Partition } from '../../infra/cells/partitions.ts';
import { refuseForbiddenJoins } from '../../infra/path/forbidden-joins.ts';
import { cellNamed, testApp } from './synthesis.ts';

/** Synthesizes what `build` puts into two stacks, under the guard. */
function synthesizing(build: (stack: Stack, other: Stack) => void): () => void {
  return () => {
    const app = testApp();
    const stack = new Stack(app, 'First');
    build(stack, new Stack(app, 'Second'));
    refuseForbiddenJoins(app);
    app.synth();
  };
}

const pattern = { source: ['anything'] };

function rule(stack: Stack, arn: string) {
  return new CfnRule(stack, 'Rule', { eventPattern: pattern, targets: [{ id: 'Target', arn }] });
}

function subscription(stack: Stack, topicArn: string, endpoint: string) {
  return new CfnSubscription(stack, 'Subscription', { protocol: 'sqs', topicArn, endpoint });
}

describe('Given a bus rule', () => {
  test('When it targets a FIFO topic, Then synthesis fails naming both', () => {
    const build = synthesizing((stack) => {
      rule(stack, new Topic(stack, 'Orders', { fifo: true }).topicArn);
    });
    expect(build).toThrow(/the rule First\/Rule targets the FIFO topic First\/Orders\/Resource/);
  });

  test('When it targets a FIFO topic of another stack, Then synthesis fails naming both', () => {
    const build = synthesizing((stack, other) => {
      rule(stack, new Topic(other, 'Orders', { fifo: true }).topicArn);
    });
    expect(build).toThrow(/the rule First\/Rule targets the FIFO topic Second\/Orders\/Resource/);
  });

  test.each<[string, (stack: Stack) => string]>([
    ['written out', () => 'arn:aws:sns:eu-west-1:111111111111:orders.fifo'],
    ['with pseudo parameters', (stack) => stack.formatArn({ service: 'sns', resource: 'orders.fifo' })],
  ])('When it targets a foreign FIFO topic by ARN %s, Then synthesis fails naming it', (_, arn) => {
    const build = synthesizing((stack) => {
      rule(stack, arn(stack));
    });
    expect(build).toThrow(/the rule First\/Rule targets the FIFO topic .*orders\.fifo/);
  });

  test('When it targets a queue and a standard topic, Then it synthesizes', () => {
    const build = synthesizing((stack, other) => {
      new CfnRule(stack, 'Rule', {
        eventBusName: new EventBus(stack, 'Bus').eventBusName,
        eventPattern: pattern,
        targets: [
          { id: 'Queue', arn: new Queue(other, 'Queue', { fifo: true }).queueArn },
          { id: 'Topic', arn: new Topic(other, 'Topic').topicArn },
          { id: 'Elsewhere', arn: 'arn:aws:sns:eu-west-1:111111111111:orders' },
        ],
      });
      // Has the logical id that the topic has in the other stack.
      new Topic(stack, 'Topic', { fifo: true });
    });
    expect(build).not.toThrow();
  });
});

describe('Given a subscription', () => {
  test('When it joins a standard topic to a FIFO queue, Then synthesis fails naming both', () => {
    const build = synthesizing((stack, other) => {
      const topic = new Topic(stack, 'Orders');
      subscription(other, topic.topicArn, new Queue(other, 'Queue', { fifo: true }).queueArn);
    });
    expect(build).toThrow(
      /the subscription Second\/Subscription joins the standard topic First\/Orders\/Resource to the FIFO queue Second\/Queue\/Resource/,
    );
  });

  test('When it joins a standard topic to a foreign FIFO queue, Then synthesis fails', () => {
    const build = synthesizing((stack) => {
      subscription(
        stack,
        new Topic(stack, 'Orders').topicArn,
        'arn:aws:sqs:eu-west-1:111111111111:orders.fifo',
      );
    });
    expect(build).toThrow(
      /joins the standard topic First\/Orders\/Resource to the FIFO queue .*orders\.fifo/,
    );
  });

  test('When topic and queue are both FIFO, or both standard, Then it synthesizes', () => {
    const build = synthesizing((stack, other) => {
      subscription(
        stack,
        new Topic(stack, 'T', { fifo: true }).topicArn,
        new Queue(stack, 'Q', { fifo: true }).queueArn,
      );
      subscription(other, new Topic(other, 'T').topicArn, new Queue(other, 'Q').queueArn);
    });
    expect(build).not.toThrow();
  });
});

describe('Given a cell', () => {
  const synthesizing = (change: Partial<Cell>) => () => {
    const app = testApp();
    new CellStage(app, { ...cellNamed('eu-1'), ...change });
    app.synth();
  };
  const synthesizingWith = (partitions: readonly Partition[]) => synthesizing({ partitions });

  test('When several things are wrong with it, Then synthesis fails with all of them', () => {
    expect(synthesizing({ wave: 'never', producers: ['nobody'] })).toThrow(
      /cell eu-1: there is no wave never .*\ncell eu-1: there is no producer nobody/,
    );
  });

  const others = cellNamed('eu-1').partitions.filter(({ stage }) => stage !== 'posting');

  test('When its partitions leave a gap, Then synthesis names an event in it', () => {
    const partitions: Partition[] = [
      ...others,
      { name: 'paid', stage: 'posting', where: { status: ['paid'] } },
    ];
    expect(synthesizingWith(partitions)).toThrow(
      /cell eu-1: no partition takes an event of stage posting with status "scheduled"/,
    );
  });

  test.each([
    ['no-partition', /cell eu-1: two of its rules would be called eu-1-invoice-no-partition/],
    ['archive-rule', /cell eu-1: two of its rules would be called eu-1-invoice-archive-rule/],
  ])('When a partition is called %s, Then synthesis names what it shares', (name, sentence) => {
    expect(synthesizingWith([...others, { name, stage: 'posting' }])).toThrow(sentence);
  });

  test('When its partitions overlap, Then synthesis names an event that both take', () => {
    const partitions: Partition[] = [
      ...others,
      { name: 'posting', stage: 'posting' },
      { name: 'paid', stage: 'posting', where: { status: ['paid'] } },
    ];
    expect(synthesizingWith(partitions)).toThrow(
      /cell eu-1: partitions posting and paid both take an event of stage posting with status "paid"/,
    );
  });
});
