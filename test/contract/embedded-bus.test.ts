import { Bus } from '../../emulator/messaging/bus.ts';
import { engineBus } from '../../local/runtime/engine-ports.ts';
import { announcementIn, busContract } from './bus.suite.ts';

busContract("The local cell's bus", async () => {
  let lines: string[] = [];
  let ids = 0;
  const bus = new Bus({
    ...{ region: 'eu-west-1', accountId: '000000000000', rules: [] },
    archive: (_, line) => void lines.push(line),
    admit: () => undefined,
    synced: async () => {},
    clock: { now: () => 0 },
    newId: () => `event-${ids++}`,
  });
  return {
    bus: engineBus({ bus }),
    take: async () => {
      const taken = lines;
      lines = [];
      return taken.map((line) => announcementIn(JSON.parse(line)));
    },
    close: async () => {},
  };
});
