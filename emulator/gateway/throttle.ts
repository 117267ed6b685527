import type { ApiMethod, QuotaPeriod, RestApi, Throttle, UsagePlan } from './rest-api.ts';

/** A token bucket: `burst` requests at once, refilled at `rate` per second. */
class TokenBucket {
  readonly #rate: number;
  readonly #burst: number;
  #tokens: number;
  #at: number;

  constructor({ rate = Number.POSITIVE_INFINITY, burst }: Throttle, nowMs: number) {
    this.#rate = rate;
    this.#burst = burst ?? rate;
    this.#tokens = this.#burst;
    this.#at = nowMs;
  }

  has(nowMs: number): boolean {
    const elapsed = Math.max(0, nowMs - this.#at) / 1000;
    if (elapsed > 0) this.#tokens = Math.min(this.#burst, this.#tokens + elapsed * this.#rate);
    this.#at = nowMs;
    return this.#tokens >= 1;
  }

  take(): void {
    this.#tokens -= 1;
  }
}

/**
 * Where the quota period of an instant begins, in UTC: a day, a week from Sunday, a month, each
 * begun `offset` days late.
 */
function periodStart(period: QuotaPeriod, offset: number, nowMs: number): number {
  const now = new Date(nowMs);
  const [year, month, day] = [now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate()];
  if (period === 'DAY') return Date.UTC(year, month, day);
  if (period === 'WEEK') {
    const since = (now.getUTCDay() - offset + 7) % 7;
    return Date.UTC(year, month, day - since);
  }
  return day > offset ? Date.UTC(year, month, 1 + offset) : Date.UTC(year, month - 1, 1 + offset);
}

/** What one key used up of its plan's quota. Kept in memory: a restart counts anew. */
class Quota {
  readonly #limit: number;
  readonly #period: QuotaPeriod;
  readonly #offset: number;
  #start = Number.NEGATIVE_INFINITY;
  #used = 0;

  constructor({ limit, period, offset }: NonNullable<UsagePlan['quota']>) {
    this.#limit = limit;
    this.#period = period;
    this.#offset = offset;
  }

  take(nowMs: number): boolean {
    const start = periodStart(this.#period, this.#offset, nowMs);
    if (start !== this.#start) {
      this.#start = start;
      this.#used = 0;
    }
    if (this.#used >= this.#limit) return false;
    this.#used += 1;
    return true;
  }
}

function limits(throttle: Throttle) {
  return throttle.rate !== undefined || throttle.burst !== undefined;
}

/** The setting for a method by `path/METHOD`, the more exact first. */
function settingFor(settings: Readonly<Record<string, Throttle>>, method: ApiMethod): Throttle | undefined {
  return (
    settings[`${method.resourcePath}/${method.httpMethod}`] ??
    settings[`${method.resourcePath}/*`] ??
    settings[`/*/${method.httpMethod}`] ??
    settings['/*/*']
  );
}

/** What a request was refused for, if it was. */
export type Admission = 'admitted' | 'THROTTLED' | 'QUOTA_EXCEEDED';

/**
 * The API's throttles and quotas: per key the plan's rate for the method or else the plan's own,
 * then the stage's rate for the method. A request that any of them refuses takes from none.
 */
export function createThrottle(api: RestApi) {
  const planOf = new Map(
    api.usagePlans.flatMap((plan) => plan.keyIds.map((keyId) => [keyId, plan] as const)),
  );
  const buckets = new Map<string, TokenBucket | undefined>();
  const quotas = new Map<string, Quota>();

  const bucket = (id: string, throttle: Throttle | undefined, nowMs: number): TokenBucket | undefined => {
    if (!buckets.has(id))
      buckets.set(id, throttle && limits(throttle) ? new TokenBucket(throttle, nowMs) : undefined);
    return buckets.get(id);
  };

  const planBucket = (plan: UsagePlan, keyId: string, method: ApiMethod, nowMs: number) => {
    const route = `${method.resourcePath}/${method.httpMethod}`;
    const own = plan.methodThrottles[route];
    return own ? bucket(`${keyId} ${route}`, own, nowMs) : bucket(`${keyId} *`, plan.throttle, nowMs);
  };

  const quotaFor = (plan: UsagePlan, keyId: string): Quota | undefined => {
    if (!plan.quota) return undefined;
    const quota = quotas.get(keyId) ?? new Quota(plan.quota);
    quotas.set(keyId, quota);
    return quota;
  };

  /**
   * @param keyId the request's API key, undefined for a method that needs none
   * @param nowMs ms since the epoch
   */
  return (method: ApiMethod, keyId: string | undefined, nowMs: number): Admission => {
    const plan = keyId === undefined ? undefined : planOf.get(keyId);
    const ofPlan = plan && keyId !== undefined ? planBucket(plan, keyId, method, nowMs) : undefined;
    const stageId = `stage ${method.resourcePath}/${method.httpMethod}`;
    const ofStage = bucket(stageId, settingFor(api.stageThrottles, method), nowMs);
    if (ofPlan?.has(nowMs) === false || ofStage?.has(nowMs) === false) return 'THROTTLED';
    if (plan && keyId !== undefined && quotaFor(plan, keyId)?.take(nowMs) === false) return 'QUOTA_EXCEEDED';
    ofPlan?.take();
    ofStage?.take();
    return 'admitted';
  };
}
