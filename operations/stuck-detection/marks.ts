import { BemsError } from '../../functions/core/errors.ts';
import type { OverduePosition, Records, StoredRecord } from '../../functions/core/ports.ts';
import { isObject, type JsonObject, own } from '../../lib/json.ts';
import { announcementTypes } from '../../schemas/announcements.ts';
import { stageNamed } from '../../schemas/stages.ts';
import { everyRecord } from '../record-pages.ts';
import type { Announced, StuckAnnouncement } from './announcements.ts';

/** The collection of the marks: one per invoice and deadline that the detector has dealt with. */
export const stuckMarks = 'stuck';

/**
 * What the detector has done about an invoice past a deadline.
 *
 * - `announcing`: somebody is about to announce it, or died over it
 * - `announced`: done; nothing is written as long as it stays stuck
 * - `withdrawing`: the same as `announcing`, for the end of it
 * - `spared`: by the deadlines that hold now it is not stuck; looked at again at `until`
 */
export type MarkState =
  | {
      readonly state: 'announcing' | 'withdrawing';
      readonly claimedAt: number;
      readonly announcement: StuckAnnouncement;
    }
  | ({ readonly state: 'announced' } & Announced)
  | { readonly state: 'spared'; readonly until: number };

export type Mark = MarkState & { readonly key: string; readonly revision: number };

/** Marks are in the order of deadlines, as the overdue invoices are. */
export function markKey({ deadline, invoiceId }: OverduePosition): string {
  return `${deadline} ${invoiceId}`;
}

/** The deadline and the invoice that a key is made of. */
export function positionOf(key: string): OverduePosition {
  const end = key.indexOf(' ');
  return { deadline: key.slice(0, end), invoiceId: key.slice(end + 1) };
}

/** The marks of every deadline up to this one (included), or all; the earliest deadline first. */
export async function readMarks(records: Records, upTo: string | undefined): Promise<readonly Mark[]> {
  const marks: Mark[] = [];
  for await (const record of everyRecord(records, stuckMarks)) {
    const mark = markFrom(record);
    if (upTo !== undefined && positionOf(mark.key).deadline > upTo) break;
    marks.push(mark);
  }
  return marks;
}

function markFrom({ key, revision, value }: StoredRecord): Mark {
  const state = isObject(value) ? stateFrom(value) : undefined;
  if (!state)
    throw new BemsError('MARK_MALFORMED', 'A mark of a stuck invoice cannot be read.', {
      nextStep: `Delete the record of the collection "${stuckMarks}" that another version wrote; the invoice is announced again.`,
      failureClass: 'permanent',
    });
  return { key, revision, ...state };
}

function stateFrom(value: JsonObject): MarkState | undefined {
  const [state, claimedAt, announcement, until, id] = [
    'state',
    'claimedAt',
    'announcement',
    'until',
    'id',
  ].map((name) => own(value, name));
  if (state === 'announcing' || state === 'withdrawing') {
    const found = isObject(announcement) ? announcementFrom(announcement) : undefined;
    return found && typeof claimedAt === 'number' ? { state, claimedAt, announcement: found } : undefined;
  }
  if (state === 'spared' && typeof until === 'number') return { state, until };
  const stage = stageNamed(own(value, 'stage'));
  return state === 'announced' && typeof id === 'string' && stage ? { state, id, stage } : undefined;
}

function announcementFrom(value: JsonObject): StuckAnnouncement | undefined {
  const detailType = announcementTypes.find((known) => known === own(value, 'detailType'));
  const detail = own(value, 'detail');
  if (!detailType || !isObject(detail)) return undefined;
  const { id, invoiceId } = detail;
  const stage = stageNamed(detail.stage);
  if (typeof id !== 'string' || typeof invoiceId !== 'string' || !stage) return undefined;
  return { detailType, detail: { ...detail, id, invoiceId, stage } };
}
