/**
 * One press of Ctrl-C may arrive twice: from the terminal, and from the parent process that passes
 * it on.
 */
const samePressMs = 500;

/**
 * Listens for SIGINT, SIGTERM and the end of the parent process.
 * @param forced called immediately on a second signal, and when the parent is gone
 * @returns aborted by the first signal, with the signal's name as reason
 */
export function stopOnSignals(forced: (why: 'again' | 'parent-gone') => void): AbortSignal {
  const stop = new AbortController();
  let firstAt = 0;
  const onSignal = (name: NodeJS.Signals) => {
    if (!stop.signal.aborted) {
      firstAt = Date.now();
      stop.abort(name);
    } else if (Date.now() - firstAt > samePressMs) {
      forced('again');
    }
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  process.on('message', (message) => {
    if (message === 'SIGINT' || message === 'SIGTERM') onSignal(message);
  });
  process.on('disconnect', () => forced('parent-gone'));
  // The listener must not keep a finished command alive.
  process.channel?.unref();
  return stop.signal;
}
