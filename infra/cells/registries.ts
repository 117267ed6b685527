import { type Producer, producers } from './producers.ts';
import { type Wave, waves } from './waves.ts';

/** What the names in a cell are looked up in. */
export interface Registries {
  readonly producers: readonly Producer[];
  readonly waves: readonly Wave[];
}

/** Every producer and every wave there is. */
export const registries: Registries = { producers, waves };
