import {
  contentDimensions,
  contentOf,
  elementDigits,
  separator,
} from '../../functions/core/conservation/held-event.ts';
import { minuteMs } from '../../functions/core/conservation/minute-digest.ts';
import type { Holdings } from '../../functions/core/conservation/ports.ts';
import { millisSql } from './columns.ts';
import type { Query } from './queries.ts';

const digestLength = 64;
const amount = "rtrim(rtrim(amount::VARCHAR, '0'), '.')";
const receivedMs = 'epoch_ms("receivedAt")';

/** What an event adds to its minute's digest, as `elementOf` has it. */
const element = `('0x' || substr(sha256(concat_ws('${separator}',
  "invoiceId", "eventKey", right("eventKey", ${digestLength}),
  ${contentDimensions.map((name) => `"${name}"`).join(', ')}, ${amount}, ${receivedMs}::VARCHAR
)), 1, ${elementDigits}))::UBIGINT`;

/** The records of the time series, by minute. Rows lie in the order of receipt, so few of them are read. */
export function duckDbHoldings(query: Query): Holdings {
  const received = (from: number, to: number) =>
    `"receivedAt" >= ${millisSql(from)} AND "receivedAt" < ${millisSql(to)}`;
  return {
    async digests({ from, to }) {
      const rows = await query(`
        SELECT ${receivedMs} // ${minuteMs} * ${minuteMs} AS minute, count(*) AS events, sum(${element})::VARCHAR AS sum
        FROM events WHERE ${received(from, to)} GROUP BY minute ORDER BY minute`);
      return rows.map(({ minute, events, sum }) => ({
        minute: Number(minute),
        events: Number(events),
        sum: String(sum),
      }));
    },
    async events(minute) {
      const rows = await query(`
        SELECT "invoiceId", "eventKey", right("eventKey", ${digestLength}) AS digest,
          ${contentDimensions.map((name) => `"${name}"`).join(', ')}, amount::VARCHAR AS amount, ${receivedMs} AS received
        FROM events WHERE ${received(minute, minute + minuteMs)}`);
      return rows.map((row) => {
        const text = (name: string) => String(row[name]);
        const receivedAt = Number(row.received);
        return {
          invoiceId: text('invoiceId'),
          eventKey: text('eventKey'),
          receivedAt,
          content: contentOf({
            ...{ digest: text('digest'), stage: text('stage'), status: text('status') },
            ...{ currency: text('currency'), vendorId: text('vendorId'), producer: text('producer') },
            ...{ amount: text('amount'), receivedAt },
          }),
        };
      });
    },
  };
}
