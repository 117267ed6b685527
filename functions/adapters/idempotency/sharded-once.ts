import type { Once } from '../../core/ports.ts';
import { shardOf } from '../../core/shard.ts';

/** `Once` over many item collections, for more keys a second than one of them takes. */
export function shardedOnce(ofShard: (shard: string) => Once): Once {
  const shards = new Map<string, Once>();
  return (key, act) => {
    const shard = shardOf(key);
    const known = shards.get(shard) ?? ofShard(shard);
    shards.set(shard, known);
    return known(key, act);
  };
}
