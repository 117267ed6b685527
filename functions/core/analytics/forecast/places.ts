import { hash32 } from '../../../../lib/hash32.ts';
import { type Key, keyOf, uniform } from './random.ts';

/** Draws one of some items by a key, each as likely; undefined without any. */
export type Drawing<T> = (key: Key) => T | undefined;

/**
 * Gives each item a place by its id, among at least twice as many places. A draw tries places until one
 * is taken: an item more or less changes the draws that meet its place, and hardly any other.
 */
export function drawingFrom<T extends { readonly id: string }>(items: readonly T[]): Drawing<T> {
  if (items.length === 0) return () => undefined;
  const size = 2 ** Math.ceil(Math.log2(2 * items.length));
  const places = new Array<T | undefined>(size);
  for (const item of items) {
    let place = hash32(item.id) % size;
    while (places[place]) place = (place + 1) % size;
    places[place] = item;
  }
  return (key) => {
    for (let attempt = 0; ; attempt += 1) {
      const item = places[Math.floor(uniform(keyOf(key, attempt)) * size)];
      if (item) return item;
    }
  };
}
