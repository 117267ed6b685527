import type { InvoiceHead } from '../../functions/core/invoice/head.ts';
import { epochMs } from '../../functions/core/invoice/instant.ts';
import { project } from '../../functions/core/invoice/projection.ts';
import type { StageDeadlines } from '../../functions/core/invoice/stage-deadlines.ts';
import type { Ledger, Records } from '../../functions/core/ports.ts';
import { decisionsAbout } from '../conflicts/decisions.ts';
import {
  type Announced,
  invoiceStuck,
  invoiceUnstuck,
  type StuckAnnouncement,
  type WaitingHead,
} from './announcements.ts';
import type { Case } from './cases.ts';
import { type MarkState, positionOf, stuckMarks } from './marks.ts';

export interface ClaimPorts {
  readonly ledger: Pick<Ledger, 'facts'>;
  readonly records: Records;
  readonly stageDeadlines: StageDeadlines;
  /** ms since the epoch. */
  readonly now: number;
}

/** An announcement that is nobody else's to make: its mark says so, durably. */
export interface Claim {
  readonly key: string;
  /** Of the mark that makes the claim. */
  readonly revision: number;
  readonly state: 'announcing' | 'withdrawing';
  readonly announcement: StuckAnnouncement;
}

/** What becomes of a case: an announcement to make, an invoice spared, or nothing for now. */
export type Decision =
  | { readonly kind: 'claimed'; readonly claim: Claim }
  | { readonly kind: 'spared' | 'left' };

const left: Decision = { kind: 'left' };

/** How long an invoice is spared whose stored deadline is not the one that holds now, ms at least. */
const spareMs = 30_000;

/**
 * Decides a case by the facts of the invoice and the deadlines that hold now: the stored head may be
 * seconds behind, or have been saved under other deadlines.
 */
export function decide(each: Case, ports: ClaimPorts): Promise<Decision> {
  const { mark, isOverdue } = each;
  switch (mark?.state) {
    case 'withdrawing':
      return claim(each, mark.state, mark.announcement, ports);
    case 'announcing':
      return isOverdue
        ? claim(each, mark.state, mark.announcement, ports)
        : withdraw(each, mark.announcement.detail, ports);
    case 'announced':
      return withdraw(each, mark, ports);
    case 'spared':
      return isOverdue ? announceOrSpare(each, ports) : forget(each, ports);
    case undefined:
      return announceOrSpare(each, ports);
  }
}

async function announceOrSpare(each: Case, ports: ClaimPorts): Promise<Decision> {
  const { now } = ports;
  const head = await headOf(each, ports);
  // Nothing is awaited any more: the index of deadlines is behind, and will drop the invoice soon.
  if (!head || !isWaiting(head)) return left;
  // Another deadline than the index has means that the index is behind, or that the head was saved
  // under other deadlines. Only the latter is still so when the invoice is looked at again.
  const isCertain = head.deadline === positionOf(each.key).deadline || each.mark !== undefined;
  if (isCertain && epochMs(head.deadline) < now)
    return claim(each, 'announcing', invoiceStuck(each.key, head, now), ports);
  const until = Math.max(epochMs(head.deadline), now + spareMs);
  const revision = await save(each, { state: 'spared', until }, ports);
  return revision === undefined ? left : { kind: 'spared' };
}

async function withdraw(each: Case, announced: Announced, ports: ClaimPorts): Promise<Decision> {
  const head = await headOf(each, ports);
  // The invoice still waits as it did: the index of deadlines is behind.
  if (!head || head.deadline === positionOf(each.key).deadline) return left;
  return claim(each, 'withdrawing', invoiceUnstuck(announced, head, ports.now), ports);
}

async function forget({ key, mark }: Case, { records }: ClaimPorts): Promise<Decision> {
  if (mark) await records.remove(stuckMarks, key, mark.revision);
  return left;
}

async function claim(
  each: Case,
  state: Claim['state'],
  announcement: StuckAnnouncement,
  ports: ClaimPorts,
): Promise<Decision> {
  const revision = await save(each, { state, claimedAt: ports.now, announcement }, ports);
  if (revision === undefined) return left;
  return { kind: 'claimed', claim: { key: each.key, revision, state, announcement } };
}

/** Writes the mark of a case. @returns its revision; undefined when somebody else was quicker */
async function save(
  { key, mark }: Case,
  state: MarkState,
  { records }: ClaimPorts,
): Promise<number | undefined> {
  if (!mark) return (await records.create(stuckMarks, key, state)) ? 1 : undefined;
  return (await records.replace(stuckMarks, key, state, mark.revision)) ? mark.revision + 1 : undefined;
}

/** The head as it is now, by the deadlines that hold now. */
async function headOf(
  { key }: Case,
  { ledger, records, stageDeadlines }: ClaimPorts,
): Promise<InvoiceHead | undefined> {
  const facts = await ledger.facts(positionOf(key).invoiceId);
  if (facts.length === 0) return undefined;
  return project(facts, stageDeadlines, await decisionsAbout(facts, records));
}

function isWaiting(head: InvoiceHead): head is WaitingHead {
  return head.waitsFor !== undefined && head.waitsSince !== undefined && head.deadline !== undefined;
}
