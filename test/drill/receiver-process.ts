// The system downstream of the drilled cell, in a process of its own: a drill that is busy with its load
// would answer later than the cell waits for.
import { startHttpDouble } from '../contract/http-double.ts';
import type { ReceiverOrder, ReceiverWords } from './receiver.ts';

/** When a key was taken, ms since the epoch. */
const takenAt = new Map<string, number>();
const repeats: { first: number; again: number }[] = [];
let isAway = false;

const say = (words: ReceiverWords) => process.send?.(words);

const { endpoint } = await startHttpDouble((request, response) => {
  const key = String(request.headers['idempotency-key']);
  request.resume();
  if (isAway) {
    response.writeHead(503).end();
    return;
  }
  const [first, again] = [takenAt.get(key), Date.now()];
  if (first === undefined) takenAt.set(key, again);
  else repeats.push({ first, again });
  response.writeHead(204).end();
});

process.on('message', (order: ReceiverOrder) => {
  isAway = order.away;
  say({ endpoint, told: takenAt.size, repeats });
});
process.once('disconnect', () => process.exit(0));
