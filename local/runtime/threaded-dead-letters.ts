import type { DeadLetters } from '../../functions/core/dead-letters.ts';
import type { PathThread } from './path.ts';
import type { DeadLetterApi } from './thread-api.ts';

/** Offers dead letters to the other thread. */
export function deadLetterApi(deadLetters: DeadLetters): DeadLetterApi {
  return {
    deadLetterQueues: () => deadLetters.queues(),
    readDeadLetters: (queue, range) => deadLetters.read(queue, range),
    redriveDeadLetters: (queue, positions, options) => deadLetters.redrive(queue, positions, options),
    removeDeadLetters: (queue, positions) => deadLetters.remove(queue, positions),
    releaseDeadLetters: () => deadLetters.release(),
  };
}

/** The dead letters of the path in its thread. */
export function threadedDeadLetters(path: Pick<PathThread, 'call'>): DeadLetters {
  return {
    queues: () => path.call('deadLetterQueues'),
    read: (queue, range) => path.call('readDeadLetters', queue, range),
    redrive: (queue, positions, options) => path.call('redriveDeadLetters', queue, positions, options),
    remove: (queue, positions) => path.call('removeDeadLetters', queue, positions),
    release: () => path.call('releaseDeadLetters'),
  };
}
