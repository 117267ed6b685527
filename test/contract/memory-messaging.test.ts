import { operationsSource } from '../../functions/core/names.ts';
import { memoryBus } from '../doubles/memory-bus.ts';
import { memoryQueues } from '../doubles/memory-queues.ts';
import { memoryTopics } from '../doubles/memory-topics.ts';
import { busContract } from './bus.suite.ts';
import { queuesContract } from './queues.suite.ts';
import { topicsContract } from './topics.suite.ts';

const topicArn = 'arn:aws:sns:us-east-1:000000000000:memory.fifo';

topicsContract('The topics in memory', async () => {
  const topics = memoryTopics([topicArn]);
  return {
    topics,
    topicArn,
    unknownTopicArn: `${topicArn}-unknown`,
    take: async () => topics.take().map(({ body, groupId, attributes }) => ({ body, groupId, attributes })),
    close: async () => {},
  };
});

busContract('The bus in memory', async () => {
  const bus = memoryBus();
  return {
    bus,
    take: async () => bus.take().map((each) => ({ ...each, source: operationsSource })),
    close: async () => {},
  };
});

queuesContract('The queues in memory', async () => {
  const queues = memoryQueues();
  return {
    queues,
    send: async (body, groupId) => queues.send(body, groupId),
    receive: async () => queues.receive(),
    finish: async (message) => queues.finish(message),
    takeDeadLetters: async () =>
      queues.takeDeadLetters().map(({ body, groupId, attributes }) => ({ body, groupId, attributes })),
    close: async () => {},
  };
});
