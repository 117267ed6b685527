import { Worker } from 'node:worker_threads';

/**
 * Has a thread of its own work out one thing: it takes a while, in which the server has requests to answer.
 * @param script posts the result as its only message
 * @param asked what the script gets as its `workerData`
 * @throws {Error} of the thread, or when it ends without a result
 */
export function aside<Result>(script: URL, asked: object): Promise<Result> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(script, { workerData: asked });
    // A cell that is stopped does not wait for it.
    worker.unref();
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', () => reject(new Error('the thread of the forecast has ended without one')));
  });
}
