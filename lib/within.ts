/**
 * The result of work that may take so long; the work itself goes on when it takes longer.
 * @param late makes the error that the caller gets then
 * @throws what the work throws, or that error
 */
export function within<T>(ms: number, work: Promise<T>, late: () => Error): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(late()), ms);
    work.then(
      (result) => {
        clearTimeout(timer);
        resolve(result);
      },
      (cause) => {
        clearTimeout(timer);
        reject(cause);
      },
    );
  });
}
