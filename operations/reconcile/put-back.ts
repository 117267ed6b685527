import { minuteMs, minuteOf } from '../../functions/core/conservation/minute-digest.ts';
import type { ArchiveHoldings, PutBack } from '../../functions/core/conservation/ports.ts';
import { names } from '../../functions/core/names.ts';
import { chunks } from '../../lib/chunks.ts';
import type { Clock } from '../../lib/clock.ts';
import type { ReplayedCell } from '../replay/replay.ts';
import { canBePutBack, type Difference } from './report.ts';

export interface PutBackPorts {
  readonly archive: Pick<ArchiveHoldings, 'texts'>;
  readonly putBack: PutBack;
  readonly clock: Clock;
}

/** Events sent by one call. */
const eventsPerCall = 10;

/**
 * Puts differences whose events the archive has back into the path, as a replay would. Doing it twice
 * has the effect of doing it once. A minute with a row of the ledger that cannot be read is left alone:
 * its invoice cannot be processed before the row is restored.
 * @returns how many were put back; they are under way now
 */
export async function putBackDifferences(
  ports: PutBackPorts,
  cell: ReplayedCell,
  differences: readonly Difference[],
): Promise<number> {
  let count = 0;
  const byMinute = Map.groupBy(differences, ({ receivedAt }) => minuteOf(Date.parse(receivedAt)));
  for (const [minute, all] of byMinute) {
    const ofMinute = all.some(isUnreadableRow) ? [] : all.filter(canBePutBack);
    const entryIds = new Set(ofMinute.flatMap(({ entryId }) => entryId ?? []));
    const texts = await ports.archive.texts({ from: minute, to: minute + minuteMs }, { entryIds });
    count += await resend(ports, cell, texts);
  }
  return count;
}

function isUnreadableRow({ invoiceId, missingFrom }: Difference): boolean {
  return invoiceId === '' && !missingFrom.includes('ledger');
}

/** Sends archived events to the relay queues of their stages. @returns how many have one */
export async function resend(
  { putBack, clock }: Pick<PutBackPorts, 'putBack' | 'clock'>,
  { prefix, partitions }: ReplayedCell,
  events: readonly string[],
): Promise<number> {
  const name = names(prefix).replay(`back-${new Date(clock.now()).toISOString().replace(/[-:.]/g, '')}`);
  let count = 0;
  const byStage = Map.groupBy(events, (text) => String(JSON.parse(text)?.detail?.stage));
  for (const [stage, ofStage] of byStage) {
    // Any partition of the stage will do: the stores care neither for order nor for the way.
    const partition = partitions.find((each) => each.stage === stage);
    if (!partition) continue;
    const marked = ofStage.map((text) => `${text.slice(0, -1)},"replay-name":${JSON.stringify(name)}}`);
    for (const some of chunks(marked, eventsPerCall)) await putBack.resend(partition.name, some);
    count += ofStage.length;
  }
  return count;
}
