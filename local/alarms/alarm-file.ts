import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { alarmStates } from '../../emulator/alarms/alarm-state.ts';
import type { AlarmStanding } from '../../emulator/alarms/alarms.ts';
import { isObject, parseJsonObject } from '../../lib/json.ts';
import { replaceFile } from '../replace-file.ts';

type Standings = ReadonlyMap<string, AlarmStanding>;

/** How the alarms of a cell stood when they last changed, in a file of its data folder. */
export class AlarmFile {
  readonly #path: string;

  constructor(dataFolder: string) {
    this.#path = join(dataFolder, 'alarms.json');
  }

  /** Empty when there is no file, or none that can be read: the next minutes tell how alarms stand. */
  load(): Standings {
    const saved = existsSync(this.#path) ? parseJsonObject(readFileSync(this.#path, 'utf8')) : undefined;
    return new Map(
      Object.entries(saved ?? {}).flatMap(([name, standing]): [string, AlarmStanding][] => {
        if (!isObject(standing)) return [];
        const state = alarmStates.find((known) => known === standing.state);
        const { since, reason } = standing;
        return state && typeof since === 'number' && typeof reason === 'string'
          ? [[name, { state, since, reason }]]
          : [];
      }),
    );
  }

  save(standings: Standings): void {
    const kept = [...standings].map(([name, { state, since, reason }]) => [name, { state, since, reason }]);
    replaceFile(this.#path, `${JSON.stringify(Object.fromEntries(kept), null, 2)}\n`);
  }
}
