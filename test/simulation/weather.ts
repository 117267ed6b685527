import type { SimulatedCell } from './cell.ts';
import type { SimulatedLoop } from './event-loop.ts';
import type { Faults } from './faults.ts';
import type { Random } from './random.ts';

const minuteMs = 60_000;

/** What comes over the cell with time, looked at several times a minute until the faults are over. */
export function startWeather(parts: {
  readonly loop: SimulatedLoop;
  readonly random: Random;
  readonly faults: Faults;
  readonly cell: SimulatedCell;
}): void {
  const { loop, random, faults, cell } = parts;
  const look = () => {
    if (faults.over) return;
    if (faults.strikes('powerFails')) cell.crash('power');
    if (faults.strikes('kill')) cell.crash('kill');
    if (faults.strikes('pathDies')) cell.crash('path');
    if (faults.strikes('restart')) void cell.restart();
    if (faults.strikes('clockJumps'))
      loop.setClock(random.pick([-1, 1]) * random.spread(100, 2 * 60 * minuteMs));
    if (faults.strikes('outage'))
      cell.takeAway(
        random.pick(['ledger', 'timeSeries', 'topics', 'queues', 'downstream']),
        random.spread(1_000, 20 * minuteMs),
      );
    loop.schedule('weather', random.spread(2_000, minuteMs), look);
  };
  loop.schedule('weather', random.spread(100, minuteMs), look);
}
