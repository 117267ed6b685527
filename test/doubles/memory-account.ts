import {
  type AccountCertificate,
  type AccountObject,
  type AccountQuota,
  type AccountReader,
  type AccountStack,
  type LambdaConcurrency,
  NotPermitted,
} from '../../infra/planner/preflight/account.ts';
import type { NamedResource } from '../../infra/stores/store-plan.ts';

/** What there is in an account, as a test wants it. */
export interface AccountWorld {
  readonly account: string;
  readonly arn: string;
  readonly region: string;
  /** Actions that the caller may not do. */
  readonly denied: readonly string[];
  /** By the code of the service. */
  readonly quotas: Readonly<Record<string, readonly AccountQuota[]>>;
  readonly concurrency: LambdaConcurrency;
  readonly services: readonly string[];
  readonly bootstrap?: string;
  readonly stacks: Readonly<Record<string, AccountStack & { readonly made: readonly string[] }>>;
  readonly resources: readonly NamedResource[];
  readonly queues: readonly string[];
  readonly topics: readonly string[];
  readonly certificates: readonly AccountCertificate[];
  readonly objects: readonly (AccountObject & { readonly path: string; readonly version?: string })[];
  readonly timestream: boolean;
  readonly quickSight?: {
    readonly edition: string;
    /** Where QuickSight keeps people; the Region that is asked, if it is left out. */
    readonly identityRegion?: string;
    readonly users: number;
    /** Statuses by id. */
    readonly dataSources: Readonly<Record<string, string>>;
    /** Of the default namespace. */
    readonly groups: readonly string[];
  };
}

/** An account in memory. */
export function memoryAccount(world: AccountWorld): AccountReader {
  const allowed = (...actions: readonly string[]) => {
    const denied = actions.find((action) => world.denied.includes(action));
    if (denied !== undefined) throw new NotPermitted(denied, `may not ${denied}`);
  };
  return {
    caller: async () => ({ account: world.account, arn: world.arn }),
    async quotas(service) {
      allowed('servicequotas:ListAWSDefaultServiceQuotas', 'servicequotas:ListServiceQuotas');
      return world.quotas[service] ?? [];
    },
    async lambdaConcurrency() {
      allowed('lambda:GetAccountSettings');
      return world.concurrency;
    },
    async offered(services) {
      allowed('ssm:GetParameters');
      return services.filter((service) => world.services.includes(service));
    },
    async bootstrapVersion() {
      allowed('ssm:GetParameter');
      return world.bootstrap === undefined ? undefined : Number(world.bootstrap);
    },
    async mayUse() {
      allowed('timestream:DescribeEndpoints');
      return world.timestream;
    },
    async stack(name) {
      allowed('cloudformation:DescribeStacks');
      const stack = world.stacks[name];
      return stack && { status: stack.status, isProtected: stack.isProtected };
    },
    async madeBy(name) {
      allowed('cloudformation:ListStackResources');
      return world.stacks[name]?.made ?? [];
    },
    async has({ type, identifier }) {
      allowed('cloudformation:GetResource');
      return world.resources.some((found) => found.type === type && found.identifier === identifier);
    },
    async queues(prefix) {
      allowed('sqs:ListQueues');
      return world.queues.filter((name) => name.startsWith(prefix));
    },
    async topics() {
      allowed('sns:ListTopics');
      return world.topics;
    },
    async certificates() {
      allowed('acm:ListCertificates');
      return world.certificates;
    },
    async certificate(arn) {
      allowed('acm:DescribeCertificate');
      return world.certificates.find((certificate) => certificate.arn === arn);
    },
    async object(bucket, key, version) {
      allowed('s3:ListBucket', 's3:GetObject', 's3:GetBucketVersioning');
      const found = world.objects.find(
        (object) =>
          object.path === `${bucket}/${key}` && (version === undefined || object.version === version),
      );
      return found && { bucketRegion: found.bucketRegion, bucketKeepsVersions: found.bucketKeepsVersions };
    },
    async quickSightEdition() {
      allowed('quicksight:DescribeAccountSubscription');
      return world.quickSight?.edition;
    },
    async quickSightUsers() {
      allowed('quicksight:ListUsers');
      return world.quickSight?.users ?? 0;
    },
    async quickSightDataSource(id) {
      allowed('quicksight:DescribeDataSource');
      return world.quickSight?.dataSources[id];
    },
    async quickSightGroup({ region, namespace, name }) {
      allowed('quicksight:DescribeGroup');
      const { identityRegion: keptIn = region, groups = [] } = world.quickSight ?? {};
      if (keptIn !== region) return { keptIn };
      return namespace === 'default' && groups.includes(name) ? 'there' : 'missing';
    },
  };
}
