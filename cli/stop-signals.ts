/** One press of Ctrl-C may arrive twice: from the terminal, and passed on by the process that started this one. */
const samePressMs = 500;

/**
 * Listens for SIGINT, SIGTERM and the end of the parent process.
 * @param forced called at once for a second signal, and when the parent is gone
 * @returns aborted by the first signal; the reason is its name
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
  // Listening must not keep a finished command alive.
  process.channel?.unref();
  return stop.signal;
}
