import { type HeldEvent, identityOf } from '../../functions/core/conservation/held-event.ts';

/** The places where an event is held, in the order in which it comes to them. */
export const hops = ['archive', 'ledger', 'time series'] as const;
export type Hop = (typeof hops)[number];

/** What each place holds of a minute. */
export type HeldByHop = Readonly<Record<Hop, readonly HeldEvent[]>>;

/** An event that the places do not hold alike. */
export interface Finding {
  /** As the first of the places that have it holds it. */
  readonly event: HeldEvent;
  readonly missingFrom: readonly Hop[];
  /** Places that hold it otherwise than the others do, or more than once. */
  readonly altered: readonly Hop[];
}

/**
 * The events of a minute that are not held alike. An acceptance that repeats an event of the same
 * minute is none of them; one that repeats an event of another minute is missing from the stores
 * here, and the caller knows better.
 */
export function compareHoldings(held: HeldByHop): readonly Finding[] {
  const byHop = hops.map((hop) => [hop, Map.groupBy(held[hop], identityOf)] as const);
  const identities = new Set(byHop.flatMap(([, events]) => [...events.keys()]));
  const findings = [...identities].flatMap((identity) => {
    const copies = new Map(byHop.map(([hop, events]) => [hop, events.get(identity) ?? []]));
    return findingOf(copies) ?? [];
  });
  return joinedByEntry(findings);
}

type Copies = ReadonlyMap<Hop, readonly HeldEvent[]>;

function findingOf(copies: Copies): Finding | undefined {
  const counted = hops.flatMap((hop) => {
    const event = hop === 'archive' ? acceptanceIn(copies) : copies.get(hop)?.[0];
    return event ? [{ hop, event }] : [];
  });
  const [first] = counted;
  if (!first) return undefined;
  const usual = usualContent(counted.map(({ event }) => event.content));
  const missingFrom = hops.filter((hop) => counted.every((copy) => copy.hop !== hop));
  const altered = counted
    .filter(({ hop, event }) => event.content !== usual || isHeldTwice(copies, hop))
    .map(({ hop }) => hop);
  return missingFrom.length + altered.length > 0 ? { event: first.event, missingFrom, altered } : undefined;
}

/** Of several acceptances, the one whose fact the stores hold: the others repeated it. */
function acceptanceIn(copies: Copies): HeldEvent | undefined {
  const accepted = copies.get('archive') ?? [];
  const [inLedger] = copies.get('ledger') ?? [];
  if (inLedger) return accepted.find(({ entryId }) => entryId === inLedger.entryId);
  const [inSeries] = copies.get('time series') ?? [];
  return accepted.find(({ content }) => content === inSeries?.content) ?? accepted[0];
}

/** A fact has one row and one record; an event may have been accepted many times. */
function isHeldTwice(copies: Copies, hop: Hop): boolean {
  return hop !== 'archive' && (copies.get(hop)?.length ?? 0) > 1;
}

/** What two of the places say; where each says something else, the first is believed. */
function usualContent(contents: readonly string[]): string | undefined {
  return contents.find((content, at) => contents.indexOf(content) !== at) ?? contents[0];
}

/**
 * An acceptance that two places hold under different keys is one event, which was altered in one of
 * them: the one that the time series agrees with is believed, or else the archive.
 */
function joinedByEntry(findings: readonly Finding[]): readonly Finding[] {
  const unstored = new Map(
    findings
      .filter(({ missingFrom }) => missingFrom.includes('ledger') && !missingFrom.includes('archive'))
      .map((finding) => [finding.event.entryId, finding]),
  );
  const joined = new Set<Finding>();
  const whole = findings.flatMap((finding): Finding[] => {
    const { missingFrom, event } = finding;
    const archived = unstored.get(event.entryId);
    if (!archived || missingFrom.includes('ledger') || !missingFrom.includes('archive')) return [];
    joined.add(finding).add(archived);
    const isVisible = !missingFrom.includes('time series');
    const [believed, hop] = isVisible ? [finding, 'archive' as const] : [archived, 'ledger' as const];
    return [
      {
        event: believed.event,
        missingFrom: believed.missingFrom.filter((each) => each === 'time series'),
        altered: [hop],
      },
    ];
  });
  return [...findings.filter((finding) => !joined.has(finding)), ...whole];
}
