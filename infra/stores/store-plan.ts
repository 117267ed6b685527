import type { CostHop, CostLine } from '../estimates/cost-hop.ts';
import type { Hop } from '../estimates/hop.ts';
import type { Price } from '../estimates/price.ts';
import type { Workload } from '../estimates/workload.ts';
import type { AlarmKind } from '../metrics/alarm-kind.ts';

/** What the planner has to know of a store. It loads no construct library: commands wait for it. */
export interface StorePlan {
  /** In US dollars without taxes. GB are 2^30 bytes. */
  readonly prices: Readonly<Record<string, Price>>;
  /** In the order an event passes them. */
  readonly hops: readonly Hop[];
  readonly costs: readonly CostHop[];
  /** What each further year at this load adds to the month. */
  readonly addedPerYear: (workload: Workload) => readonly CostLine[];
  /** How many metrics its alarms read: alarms are priced by them. */
  readonly alarmMetrics: number;
  /** What a planner of a cell should know of the store before anything else, a sentence each. */
  readonly notices?: readonly string[];
}

/** A resource as CloudFormation identifies it: its type and its primary identifier. */
export interface NamedResource {
  readonly type: string;
  readonly identifier: string;
}

/** What a deployment needs of an account for a store, beyond what every cell needs. */
export interface StoreNeeds {
  /** Services, by the codes of AWS's public parameters. */
  readonly services: readonly string[];
  /** What it makes under a name of its own. */
  readonly names: (prefix: string) => readonly NamedResource[];
  /** One of the services that AWS opens to no new customers. */
  readonly closed?: {
    readonly service: string;
    readonly title: string;
    /** YYYY-MM-DD. */
    readonly since: string;
  };
}

/** What is known of a store without creating it. */
export interface StoreData {
  readonly plan: StorePlan;
  readonly needs: StoreNeeds;
  /** The kinds of its alarms, by their part of the alarms' names. */
  readonly kinds: Readonly<Record<string, AlarmKind>>;
  /** What keeps the store from a Region: nothing, or a sentence. */
  readonly regionErrors?: (region: string) => readonly string[];
}
