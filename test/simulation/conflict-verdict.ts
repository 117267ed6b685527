import type { ConflictDecision } from '../../functions/core/invoice/conflicts.ts';
import { decidedTimeline } from '../../functions/core/invoice/decided.ts';
import type { Fact } from '../../functions/core/invoice/fact.ts';
import type { InvoiceHead } from '../../functions/core/invoice/head.ts';
import { project } from '../../functions/core/invoice/projection.ts';
import type { InvoiceSnapshot } from '../../functions/core/measures/invoice-snapshot.ts';
import { recordVersion } from '../../functions/core/measures/measures.ts';
import { snapshotOf } from '../../functions/core/measures/snapshot-of.ts';
import type { OpenConflict } from '../../operations/conflicts/open.ts';
import type { FoundLetter } from './dead-letters.ts';
import { keyOf } from './producers.ts';

/**
 * What must hold of an invoice by what operators decided about its conflicts, found without the
 * product's own code for it.
 */
export class ConflictVerdict {
  readonly counting: readonly Fact[];
  readonly disregarded: readonly Fact[];
  readonly #facts: readonly Fact[];
  readonly #decisions: readonly ConflictDecision[];

  constructor(facts: readonly Fact[], decisions: readonly ConflictDecision[]) {
    this.#facts = facts;
    this.#decisions = decisions;
    this.counting = facts.filter((fact) => this.#counts(fact));
    this.disregarded = facts.filter((fact) => !this.#counts(fact));
  }

  /** That of an invoice to which only what counts had happened, but for what it says of conflicts. */
  get head(): InvoiceHead {
    const decisionCount = this.#decisionCount;
    return {
      ...project(this.counting),
      eventCount: this.#facts.length,
      ...(decisionCount > 0 && { decisionCount }),
      conflicts: this.#open,
    };
  }

  /** That of an invoice to which only what counts had happened, but for its version and for when anything came. */
  get snapshot(): InvoiceSnapshot {
    const snapshot = snapshotOf(decidedTimeline(this.counting), project(this.counting));
    const received = this.#facts.map(({ receivedAt }) => Date.parse(receivedAt));
    return {
      ...snapshot,
      version: recordVersion(this.#facts.length, this.#decisionCount),
      fields: {
        ...snapshot.fields,
        firstReceivedAt: `${Math.min(...received)}`,
        lastReceivedAt: `${Math.max(...received)}`,
      },
    };
  }

  /** Copies of conflicts that somebody has to look at no more. */
  wrongLetters(letters: readonly FoundLetter[], isPutRight: boolean): string[] {
    if (!isPutRight) return [];
    const settled = this.#facts.filter(({ event }) => !this.#open.includes(event.eventId));
    const keys = new Set(settled.map(({ event }) => keyOf(event)));
    return letters
      .filter(({ code, key }) => code === 'EVENT_CONFLICT' && keys.has(key))
      .map(({ key }) => `settled: ${key} is still among the dead letters`);
  }

  /** Open conflicts that the cell does not name, and those that it should not. */
  wrongListing(invoiceId: string, listed: readonly OpenConflict[]): string[] {
    const named = listed.filter((each) => each.invoiceId === invoiceId).map(({ eventId }) => eventId);
    return named.join() === this.#open.join()
      ? []
      : [`conflicts: of ${invoiceId} ${named.join()} are named, ${this.#open.join()} are open`];
  }

  /** Decisions are about conflicts. */
  get #decisionCount(): number {
    const hasConflict = new Set(this.#facts.map(({ event }) => event.eventId)).size < this.#facts.length;
    return hasConflict ? this.#decisions.length : 0;
  }

  get #open(): readonly string[] {
    const contents = Map.groupBy(this.#facts, ({ event }) => event.eventId);
    return [...contents]
      .filter(([eventId, facts]) => {
        const covered = this.#lastAbout(eventId)?.digests ?? [];
        return facts.length > 1 && facts.some(({ digest }) => !covered.includes(digest));
      })
      .map(([eventId]) => eventId)
      .sort();
  }

  #counts({ event, digest }: Fact): boolean {
    const { counts = digest, digests = [] } = this.#lastAbout(event.eventId) ?? {};
    return counts === digest || !digests.includes(digest);
  }

  #lastAbout(eventId: string): ConflictDecision | undefined {
    return this.#decisions.filter((each) => each.eventId === eventId).at(-1);
  }
}
