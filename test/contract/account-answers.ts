import type { AccountCertificate, AccountQuota } from '../../infra/planner/preflight/account.ts';
import type { AccountWorld } from '../doubles/memory-account.ts';

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** A request, read. */
export interface Asked {
  /** As policies call it, such as `ssm:GetParameter`. */
  readonly action: string;
  readonly protocol: 'json' | 'query' | 'rest';
  /** That the request was signed for. */
  readonly region: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly fail: (status: number, code: string, message: string) => Answer;
}

type Answering = (world: AccountWorld, asked: Asked) => Answer;

/** What the service answers, given that the caller may ask. */
export function answerOf(world: AccountWorld, asked: Asked): Answer {
  const answering = answers[asked.action];
  if (!answering) throw new Error(`${asked.action} is not known here`);
  return answering(world, asked);
}

const answers: Readonly<Record<string, Answering>> = {
  'sts:GetCallerIdentity': ({ account, arn }) =>
    xml('GetCallerIdentity', `<Arn>${arn}</Arn><UserId>AIDA</UserId><Account>${account}</Account>`),
  // Half of them stand among the defaults alone.
  'servicequotas:ListAWSDefaultServiceQuotas': (world, { input }) =>
    quotaPage(
      quotasOf(world, input).map((quota, index) => (index % 2 ? quota : { ...quota, value: 1 })),
      input,
    ),
  'servicequotas:ListServiceQuotas': (world, { input }) =>
    quotaPage(
      quotasOf(world, input).filter((_, index) => index % 2 === 0),
      input,
    ),
  'lambda:GetAccountSettings': ({ concurrency: { limit, unreserved } }) =>
    json({ AccountLimit: { ConcurrentExecutions: limit, UnreservedConcurrentExecutions: unreserved } }),
  'ssm:GetParameters': ({ services, region }, { input }) => {
    const known = services.map(
      (service) => `/aws/service/global-infrastructure/regions/${region}/services/${service}`,
    );
    const names = texts(input.Names);
    return json({
      Parameters: names.filter((name) => known.includes(name)).map((Name) => ({ Name })),
      InvalidParameters: names.filter((name) => !known.includes(name)),
    });
  },
  'ssm:GetParameter': ({ bootstrap }, { input, fail }) =>
    bootstrap === undefined || input.Name !== '/cdk-bootstrap/hnb659fds/version'
      ? fail(400, 'ParameterNotFound', '')
      : json({ Parameter: { Name: input.Name, Value: bootstrap } }),
  'timestream:DescribeEndpoints': ({ timestream }, { fail }) =>
    timestream
      ? json({ Endpoints: [{ Address: 'ingest.timestream.amazonaws.com', CachePeriodInMinutes: 1440 }] })
      : fail(
          403,
          'AccessDeniedException',
          'Only existing Timestream for LiveAnalytics customers can access the service. Reach out to AWS support, for more information.',
        ),
  'cloudformation:DescribeStacks': ({ stacks }, { input, fail }) => {
    const stack = stacks[String(input.StackName)];
    if (!stack) return fail(400, 'ValidationError', `Stack with id ${input.StackName} does not exist`);
    return xml(
      'DescribeStacks',
      `<Stacks><member><StackName>${input.StackName}</StackName><CreationTime>2026-11-28T00:00:00Z</CreationTime><StackStatus>${stack.status}</StackStatus><EnableTerminationProtection>${stack.isProtected}</EnableTerminationProtection></member></Stacks>`,
    );
  },
  'cloudformation:ListStackResources': ({ stacks }, { input }) => {
    const made = (stacks[String(input.StackName)]?.made ?? []).map((id) => [id, 'CREATE_COMPLETE']);
    const gone = [
      ['gone', 'DELETE_COMPLETE'],
      ['left-behind', 'DELETE_SKIPPED'],
    ];
    const { entries, next } = page([...made, ...gone], input.NextToken);
    const members = entries.map(
      ([id, status]) =>
        `<member><PhysicalResourceId>${id}</PhysicalResourceId><ResourceStatus>${status}</ResourceStatus></member>`,
    );
    return xml(
      'ListStackResources',
      `<StackResourceSummaries>${members.join('')}</StackResourceSummaries>${next ? `<NextToken>${next}</NextToken>` : ''}`,
    );
  },
  'cloudformation:GetResource': ({ resources }, { input, fail }) =>
    resources.some(({ type, identifier }) => type === input.TypeName && identifier === input.Identifier)
      ? json({ TypeName: input.TypeName, ResourceDescription: { Identifier: input.Identifier } })
      : fail(400, 'ResourceNotFoundException', 'Resource was not found'),
  'sqs:ListQueues': ({ queues, account }, { input }) => {
    const { QueueNamePrefix: prefix = '' } = input;
    const { entries, next } = page(
      queues.filter((name) => name.startsWith(String(prefix))),
      input.NextToken,
    );
    return json({
      QueueUrls: entries.map((name) => `https://sqs.eu-west-1.amazonaws.com/${account}/${name}`),
      ...(next && { NextToken: next }),
    });
  },
  'sns:ListTopics': ({ topics, account }, { input }) => {
    const { entries, next } = page(topics, input.NextToken);
    const members = entries.map(
      (name) => `<member><TopicArn>arn:aws:sns:eu-west-1:${account}:${name}</TopicArn></member>`,
    );
    return xml(
      'ListTopics',
      `<Topics>${members.join('')}</Topics>${next ? `<NextToken>${next}</NextToken>` : ''}`,
    );
  },
  'acm:ListCertificates': ({ certificates }, { input }) => {
    // Without this list those with other keys than RSA 2048 would be missing.
    if (!JSON.stringify(input.Includes ?? '').includes('EC_prime256v1')) return json({});
    const { entries, next } = page(certificates, input.NextToken);
    return json({
      CertificateSummaryList: entries.map((certificate) => ({
        ...certificateOf(certificate),
        SubjectAlternativeNameSummaries: certificate.names,
      })),
      ...(next && { NextToken: next }),
    });
  },
  'acm:DescribeCertificate': ({ certificates }, { input, fail }) => {
    const found = certificates.find(({ arn }) => arn === input.CertificateArn);
    if (!found) return fail(400, 'ResourceNotFoundException', 'Could not find it');
    return json({ Certificate: { ...certificateOf(found), SubjectAlternativeNames: found.names } });
  },
  's3:ListBucket': ({ objects }, { input }) => {
    const found = objects.find(({ path }) => path.startsWith(`${bucketIn(input.path)}/`));
    return found ? { status: 200, headers: { 'x-amz-bucket-region': found.bucketRegion } } : { status: 404 };
  },
  's3:GetObject': ({ objects }, { input: { path, versionId } }) =>
    objects.some((object) => `/${object.path}` === path && (versionId ?? object.version) === object.version)
      ? { status: 200 }
      : { status: 404 },
  's3:GetBucketVersioning': ({ objects }, { input }) => {
    const keeps = objects.find(({ path }) =>
      path.startsWith(`${bucketIn(input.path)}/`),
    )?.bucketKeepsVersions;
    return {
      status: 200,
      body: `<VersioningConfiguration>${keeps ? '<Status>Enabled</Status>' : ''}</VersioningConfiguration>`,
    };
  },
  'quicksight:DescribeAccountSubscription': ({ quickSight }, { fail }) =>
    quickSight
      ? json({ AccountInfo: { Edition: quickSight.edition, AccountSubscriptionStatus: 'ACCOUNT_CREATED' } })
      : fail(404, 'ResourceNotFoundException', 'Account is not signed up'),
  'quicksight:ListUsers': ({ quickSight }, { input, region, fail }) => {
    const elsewhere = keptElsewhere(quickSight, region);
    if (elsewhere !== undefined) return fail(403, 'AccessDeniedException', elsewhere);
    const users = Array.from({ length: quickSight?.users ?? 0 }, (_, index) => `user-${index}`);
    const { entries, next } = page(users, input['next-token']);
    return json({ UserList: entries.map((UserName) => ({ UserName })), ...(next && { NextToken: next }) });
  },
  'quicksight:DescribeDataSource': ({ quickSight }, { input, fail }) => {
    const status = quickSight?.dataSources[lastPart(String(input.path))];
    return status === undefined
      ? fail(404, 'ResourceNotFoundException', 'No such data source')
      : json({ DataSource: { Status: status } });
  },
  'quicksight:DescribeGroup': ({ quickSight }, { input, region, fail }) => {
    const elsewhere = keptElsewhere(quickSight, region);
    if (elsewhere !== undefined) return fail(403, 'AccessDeniedException', elsewhere);
    const GroupName = lastPart(String(input.path));
    const isDefault = String(input.path).includes('/namespaces/default/');
    return isDefault && quickSight?.groups.includes(GroupName)
      ? json({ Group: { GroupName } })
      : fail(404, 'ResourceNotFoundException', 'No such group');
  },
};

/** What QuickSight says when it is asked for people in a Region that does not keep them. */
function keptElsewhere(quickSight: AccountWorld['quickSight'], region: string): string | undefined {
  const home = quickSight?.identityRegion ?? region;
  return home === region
    ? undefined
    : `Operation is being called from endpoint ${region}, but your identity region is ${home}. Please use the ${home} endpoint.`;
}

function json(value: object): Answer {
  return { status: 200, body: JSON.stringify(value) };
}

function xml(operation: string, result: string): Answer {
  const body = `<${operation}Response><${operation}Result>${result}</${operation}Result></${operation}Response>`;
  return { status: 200, headers: { 'content-type': 'text/xml' }, body };
}

/** Two entries, and where the next ones begin. */
function page<T>(all: readonly T[], token: unknown): { entries: readonly T[]; next: string | undefined } {
  const at = Number(token ?? 0);
  return { entries: all.slice(at, at + 2), next: at + 2 < all.length ? String(at + 2) : undefined };
}

function quotasOf({ quotas }: AccountWorld, { ServiceCode }: Asked['input']): readonly AccountQuota[] {
  return quotas[String(ServiceCode)] ?? [];
}

function quotaPage(quotas: readonly AccountQuota[], { NextToken }: Asked['input']): Answer {
  const { entries, next } = page(quotas, NextToken);
  return json({
    Quotas: entries.map(({ code, name, value, adjustable }) => ({
      ...{ QuotaCode: code, QuotaName: name, Value: value, Adjustable: adjustable },
    })),
    ...(next && { NextToken: next }),
  });
}

function certificateOf({ arn, status, names, isFromAmazon, expiresAt }: AccountCertificate): object {
  return {
    ...{ CertificateArn: arn, DomainName: names[0], Status: status },
    Type: isFromAmazon ? 'AMAZON_ISSUED' : 'IMPORTED',
    ...(expiresAt !== undefined && { NotAfter: Date.parse(expiresAt) / 1_000 }),
  };
}

const texts = (value: unknown): readonly string[] => (Array.isArray(value) ? value.map(String) : []);
const lastPart = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
const bucketIn = (path: unknown): string => String(path).split('/')[1] ?? '';
