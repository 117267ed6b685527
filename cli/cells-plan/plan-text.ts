import type { Confidence } from '../../infra/estimates/sourced.ts';
import type { CapacityPlan, QuotaRequest } from '../../infra/planner/capacity-plan.ts';
import type { CostPlan, Sum } from '../../infra/planner/cost-plan.ts';
import { freeAllowances } from '../../infra/planner/free-allowances.ts';
import type { CellPlan } from '../../infra/planner/plan.ts';
import { prices } from '../../infra/planner/prices.ts';
import { table } from '../table.ts';
import { amount, money, perSecond } from './figures.ts';

/** A cell's plan for a person. */
export function planText(plan: CellPlan): string {
  const { cell, region, partitions, peakEventsPerSecond: peak, growth } = plan;
  const grownBy = `+${Math.round(growth * 100)} %`;
  const [single, ...batched] = plan.capacity;
  return [
    `Cell ${cell} in ${region}, ${partitions} partitions. Peak: ${rate(peak)}; with ${grownBy}: ${rate(peak * (1 + growth))}.`,
    ...plan.refusals.map((refusal) => `Synthesis refuses this cell for now: ${refusal}.`),
    ...plan.notices.map((notice) => `Note: ${notice}`),
    '',
    ...(single ? capacityText(single, grownBy) : []),
    ...batched.map((capacity) => batchedText(capacity, single)),
    '',
    costText(plan),
  ].join('\n');
}

const rate = (perSecond: number): string =>
  `${amount(perSecond)} events/s (${amount(perSecond * 60)} a minute)`;

const orUnknown = (value: number | null): string => (value === null ? 'unknown' : amount(value));

/** How a quota is known, in a word. */
const confidences: Readonly<Record<Confidence, string>> = {
  verified: 'documented',
  'second-hand': 'second-hand',
  'common-knowledge': 'to check',
};

function capacityText(capacity: CapacityPlan, grownBy: string): readonly string[] {
  const notes = capacity.hops.filter(({ note }) => note !== undefined);
  const numberOf = new Map(notes.map(({ hop }, index) => [hop, `[${index + 1}]`]));
  const rows = capacity.hops.map((hop) => [
    `${hop.hop} ${numberOf.get(hop.hop) ?? ''}`.trimEnd(),
    hop.unit,
    `${hop.atMost ? '≤ ' : ''}${orUnknown(hop.atPeak)}`,
    `${hop.atMost ? '≤ ' : ''}${orUnknown(hop.grown)}`,
    orUnknown(hop.quota.value),
    hop.quota.value === null ? '' : confidences[hop.quota.confidence],
    hop.headroom === null ? '–' : `${hop.headroom.toFixed(1)}×${hop.headroom < 1 ? ' !' : '  '}`,
    hop.breaksAt === null ? '–' : perSecond(hop.breaksAt).replace(' events', ''),
  ]);
  return [
    'What each hop needs, every event in a POST of its own, against the account’s default quota in the Region:',
    table([['hop', 'unit', 'at peak', grownBy, 'quota', 'known', 'headroom  ', 'breaks at'], ...rows]),
    ...notes.map(({ note }, index) => `[${index + 1}] ${note}`),
    '',
    ...limitText(capacity),
    '',
    ...requestsText('Quotas to ask for before the cell gets this load', capacity.toAskFor),
    ...requestsText('Not known here, so look it up in the account (Service Quotas)', capacity.toLookUp),
  ];
}

function limitText(capacity: CapacityPlan): readonly string[] {
  const { limitedBy, limitedForSureBy } = capacity;
  const first = `Breaks first: ${limit(capacity, limitedBy)}.`;
  return limitedBy === limitedForSureBy
    ? [first]
    : [
        `${first} Its need (≤) is the most it can be.`,
        `First of those whose need is certain: ${limit(capacity, limitedForSureBy)}.`,
      ];
}

function limit({ hops }: CapacityPlan, name: string): string {
  const plan = hops.find(({ hop }) => hop === name);
  if (plan?.breaksAt == null) return name;
  const verdict =
    plan.quota.value === null || plan.atPeak === null || plan.grown === null
      ? ''
      : plan.quota.value < plan.atPeak
        ? ', too little for today’s peak'
        : plan.quota.value < plan.grown
          ? ', enough today and too little for the peak to come'
          : ', enough for the peak to come';
  return `${name}, at ${perSecond(plan.breaksAt)}${verdict}`;
}

function requestsText(title: string, requests: readonly QuotaRequest[]): readonly string[] {
  if (requests.length === 0) return [`${title}: none.`];
  return [
    `${title}:`,
    ...requests.map(
      ({ serviceCode, quota, adjustable, now, needed, why }) =>
        `  ${serviceCode}: ${quota}. Now ${orUnknown(now)}, needed ${orUnknown(needed)}${adjustable ? '' : ', not adjustable'}: ${why.replace(/\.$/, '')}.`,
    ),
  ];
}

/** Only the requests are fewer when events come ten at a time. */
function batchedText(capacity: CapacityPlan, single: CapacityPlan | undefined): string {
  const fewer = capacity.hops.filter(
    ({ hop, grown }) => grown !== single?.hops.find((other) => other.hop === hop)?.grown,
  );
  const needs = fewer.map(({ hop, atPeak, grown }) => `${hop} ${orUnknown(atPeak)} → ${orUnknown(grown)}`);
  return `\nWith ${capacity.eventsPerRequest} events in each POST: ${needs.join(', ')}; all else stays. Breaks first: ${limit(capacity, capacity.limitedBy)}.`;
}

/** What it saves that settled invoices leave the ledger. */
function hotText({ allHot, costs }: CellPlan): string[] {
  if (!allHot) return [];
  const { hotDays, eventsPerDay, eventsPerRequest, month, addedPerYear } = allHot;
  const now = costs.find(
    (cost) => cost.eventsPerDay === eventsPerDay && cost.eventsPerRequest === eventsPerRequest,
  );
  return [
    `\nThe ledger lets go of invoices ${hotDays} days after they are settled. Were they kept hot for good, the month at ${millions(eventsPerDay)} events a day, ${eventsPerRequest} in each POST, would cost ${money(month.usd)} in place of ${money(now?.month.usd)}, and each further year add ${money(addedPerYear.usd)} in place of ${money(now?.addedPerYear.usd)}.`,
  ];
}

function costText(plan: CellPlan): string {
  const {
    region,
    prices: { region: pricesOf, date },
    costs,
  } = plan;
  const elsewhere =
    region === pricesOf ? '' : ` What ${region} costs is not known here; expect it to differ.`;
  const sizes = [...new Set(costs.map(({ eventsPerRequest }) => eventsPerRequest))];
  const without = [...new Set(costs.flatMap(({ month }) => month.without))];
  return [
    `Cost of a month in US dollars: prices of ${pricesOf} as of ${date}, without taxes, free tiers and data transfer.${elsewhere}`,
    'It is the twelfth month of a steady load, when the stores hold a year; "each further year" is what a year more of history adds to the month.',
    ...sizes.map((size) => costTable(size, costs)),
    ...hotText(plan),
    '',
    ...(costs.some(({ lessFree }) => lessFree !== undefined) ? [freeText()] : []),
    ...without.map((gap) => `Without part of ${gap}.`),
    priceSources(),
  ].join('\n');
}

/** What the line less what is free leaves out. */
function freeText(): string {
  const list = freeAllowances.map(({ units, what }) => `${units.toLocaleString('en-US')} ${what}`).join(', ');
  return `Free in each month, for the whole account: ${list}. Whatever else the account has uses them too, and an organization has them once.`;
}

/** How many prices rest on what. */
function priceSources(): string {
  const known = Object.values(prices).flatMap((price) => ('unknown' in price ? [] : [price.confidence]));
  const unread = known.filter((confidence) => confidence === 'common-knowledge').length;
  return `Of the ${known.length} prices ${unread} are common knowledge that nobody here has checked against the price list: compare infra/planner/prices.ts before you budget.`;
}

/** All hops for the first size of request; for others those that differ from it. */
function costTable(size: number, costs: readonly CostPlan[]): string {
  const ofSize = costs.filter(({ eventsPerRequest }) => eventsPerRequest === size);
  const first = costs.filter(({ eventsPerRequest }) => eventsPerRequest === costs[0]?.eventsPerRequest);
  const row = (name: string, of: (cost: CostPlan) => string | null | undefined) => [
    name,
    ...ofSize.map((cost) => money(of(cost))),
  ];
  const mostRow = (name: string, of: (cost: CostPlan) => Sum | undefined) =>
    ofSize.some((cost) => of(cost)?.most !== of(cost)?.usd) ? [row(name, (cost) => of(cost)?.most)] : [];
  const hops = (ofSize[0]?.hops ?? []).flatMap(({ hop, without }, index) => {
    const isSame = ofSize.every((cost, load) => cost.hops[index]?.usd === first[load]?.hops[index]?.usd);
    const name = `${hop}${without.length > 0 ? ' (not all of it)' : ''}`;
    if (isSame && ofSize[0] !== first[0]) return [];
    return [
      row(name, (cost) => cost.hops[index]?.usd),
      ...mostRow(`${hop}, at most`, (cost) => cost.hops[index]),
    ];
  });
  return [
    `\n${size === 1 ? 'One event' : `${size} events`} in each POST${size === costs[0]?.eventsPerRequest ? '' : ', as far as it makes a difference'}:`,
    table([
      ['events a day', ...ofSize.map(({ eventsPerDay }) => millions(eventsPerDay))],
      ...hops,
      row('a month', ({ month }) => month.usd),
      ...mostRow('a month, at most', ({ month }) => month),
      ...(ofSize.some(({ lessFree }) => lessFree !== undefined)
        ? [row('a month, less what is free', ({ lessFree }) => lessFree)]
        : []),
      row('per million events', ({ perMillionEvents }) => perMillionEvents),
      row('each further year', (cost) => cost.addedPerYear.usd),
    ]),
  ].join('\n');
}

const millions = (eventsPerDay: number): string =>
  eventsPerDay === 0 ? '0' : `${(eventsPerDay / 1_000_000).toLocaleString('en-US')} M`;
