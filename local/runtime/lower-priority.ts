import { readlinkSync } from 'node:fs';
import { constants, getPriority, setPriority } from 'node:os';
import { basename } from 'node:path';

/**
 * Makes the calling thread take what the others leave of the processors, where the system lets one thread
 * do so: Linux, whose threads have priorities of their own
 * (https://man7.org/linux/man-pages/man2/setpriority.2.html). Elsewhere nothing changes.
 */
export function lowerPriority(): void {
  if (process.platform !== 'linux') return;
  try {
    const thread = Number(basename(readlinkSync('/proc/thread-self')));
    const lower = getPriority(thread) + constants.priority.PRIORITY_BELOW_NORMAL;
    setPriority(thread, Math.min(lower, constants.priority.PRIORITY_LOW));
  } catch {
    // A system that hides its threads: the thread is one among equals.
  }
}
