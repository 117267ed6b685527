import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openArchive } from '../../emulator/messaging/archive/archive.ts';
import { Engine } from '../../emulator/messaging/engine.ts';
import { engineReplays } from '../../local/runtime/replays.ts';
import { resource, templateOf } from '../unit/emulator/resources.ts';
import { replaysContract } from './replays.suite.ts';

const ruleArn = 'arn:aws:events:eu-west-1:000000000000:rule/bus/invoice-ingestion';
const rule = {
  Name: 'invoice-ingestion',
  EventBusName: 'bus',
  EventPattern: { source: ['shop'] },
  Targets: [{ Id: 'Target', Arn: 'arn:orders' }],
};
const template = templateOf([
  resource('AWS::Events::EventBus', 'Bus', { Name: 'bus' }),
  resource('AWS::SQS::Queue', 'orders', { QueueName: 'orders', VisibilityTimeout: 30 }, 'arn:orders'),
  resource('AWS::Events::Rule', 'Rule', rule, ruleArn),
]);

replaysContract('the engine', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'replays-'));
  const clock = { now: Date.now };
  const archive = await openArchive({ folder: join(folder, 'archive'), retentionDays: 0, clock });
  const nobody = async () => undefined;
  const engine = Engine.open({
    template,
    dataFolder: folder,
    archive,
    clock,
    deliver: nobody,
    invoke: nobody,
  });
  engine.start();
  return {
    replays: engineReplays(engine, archive),
    async close() {
      await engine.close();
      await archive.close();
      await rm(folder, { recursive: true });
    },
  };
});
