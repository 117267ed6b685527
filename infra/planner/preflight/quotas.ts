import type { Cell } from '../../cells/cell.ts';
import type { Quota } from '../../estimates/quota.ts';
import { isKnown } from '../../estimates/sourced.ts';
import { neededOf } from '../capacity-plan.ts';
import { hopsOf } from '../hops.ts';
import { quotas } from '../quotas.ts';
import { rulesOf } from '../rules.ts';
import type { AccountQuota } from './account.ts';
import type { Check } from './check.ts';
import { blocks, type Finding, fine, unknown, warns } from './finding.ts';
import { increase } from './increase.ts';
import { eachLookedUp } from './not-looked-up.ts';

interface Need {
  readonly quota: Quota;
  readonly needed: number;
  /** Where an event meets it. */
  readonly hops: readonly string[];
  /** Without it the deployment fails; otherwise the cell is late or refuses events once the load comes. */
  readonly toDeploy: boolean;
}

/** What the cell needs of each quota: the most of all hops that share it. Lambda's has a check of its own. */
function needsOf(cell: Cell): readonly Need[] {
  const needs = hopsOf(cell).flatMap((hop) => {
    const needed = neededOf(hop, cell, 1);
    return needed === null ? [] : [{ hop: hop.name, quota: hop.quota, needed }];
  });
  const ofHops = [...Map.groupBy(needs, ({ quota }) => quota)]
    .filter(([quota]) => quota.serviceCode !== quotas.lambdaConcurrency.serviceCode)
    .map(([quota, sharing]) => ({
      quota,
      needed: Math.max(...sharing.map(({ needed }) => needed)),
      hops: sharing.map(({ hop }) => hop),
      toDeploy: false,
    }));
  const rules = {
    quota: quotas.rulesPerBus,
    needed: rulesOf(cell.partitions),
    hops: ['Rules of the bus'],
    toDeploy: true,
  };
  return [...ofHops, rules];
}

/** Every quota that the plan of the cell counts on is large enough, as the account has it. */
export const quotasCheck: Check = {
  title: 'quotas',
  run: async ({ cell, account }) => {
    const needs = needsOf(cell);
    const byService = Map.groupBy(
      needs.filter(({ quota }) => quota.code !== undefined),
      ({ quota }) => quota.serviceCode,
    );
    const findings = await eachLookedUp(
      [...byService].map(([name, ofService]) => ({ name, thing: { service: name, ofService } })),
      (services) => `the quotas of ${services}`,
      async ({ service, ofService }) => {
        const found = await account.quotas(service);
        return ofService.map((need) => verdict(need, found, cell));
      },
    );
    const enough = findings.filter(({ severity }) => severity === 'fine').length;
    return [
      ...findings.filter(({ severity }) => severity !== 'fine'),
      ...(enough > 0 ? [fine('QUOTAS_LARGE_ENOUGH', quotasText(enough))] : []),
      ...unlisted(
        needs.filter(({ quota }) => quota.code === undefined),
        cell,
      ),
    ];
  },
};

const quotasText = (count: number): string =>
  `${count} ${count === 1 ? 'quota is' : 'quotas are'} large enough for the peak to come.`;

function verdict(
  { quota, needed, hops, toDeploy }: Need,
  found: readonly AccountQuota[],
  cell: Cell,
): Finding {
  const ours = found.find(({ code }) => code === quota.code);
  if (!ours)
    return unknown(
      'QUOTA_NOT_LISTED',
      `Service Quotas does not list "${quota.name}" (${quota.code}) of ${quota.serviceCode} in ${cell.region}; the cell needs ${needed}.`,
    );
  if (ours.value >= needed)
    return fine('QUOTA_LARGE_ENOUGH', `${ours.name}: ${ours.value}, needed ${needed}.`);
  const what = `${quota.serviceCode}, "${ours.name}": the account has ${ours.value}, and ${cell.name} needs ${needed} (${hops.join(', ')}).`;
  if (!ours.adjustable)
    return warns(
      'QUOTA_TOO_SMALL',
      `${what} AWS takes no request for it, except through support: ask there, or lower the peak.`,
    );
  const fix = increase({ ...quota, code: ours.code }, needed, cell.region);
  return toDeploy ? blocks('QUOTA_TOO_SMALL', what, fix) : warns('QUOTA_TOO_SMALL', what, fix);
}

/**
 * Quotas that Service Quotas does not know: what AWS documents is all there is. Those that are the same in every
 * account need no look.
 */
function unlisted(all: readonly Need[], cell: Cell): readonly Finding[] {
  const needs = all.filter(({ quota, needed }) => {
    const standard = quota.in(cell.region);
    return quota.adjustable || !isKnown(standard) || standard.value < needed;
  });
  if (needs.length === 0) return [];
  const sentences = needs.map(({ quota, needed }) => {
    const standard = quota.in(cell.region);
    const known = isKnown(standard) ? `${standard.value} by default` : 'no figure known';
    return `${quota.serviceCode}: ${quota.name} (needed ${needed}, ${known})`;
  });
  return [
    unknown(
      'QUOTAS_NOT_LISTED',
      `Service Quotas does not say what the account has of these, so compare them yourself: ${sentences.join('; ')}.`,
      `npx bems cells plan --cell ${cell.name}`,
    ),
  ];
}
