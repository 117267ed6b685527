import type { NamedResource } from '../../stores/store-plan.ts';

/** A quota as an account has it in a Region. */
export interface AccountQuota {
  /** In Service Quotas, such as `L-B99A9384`. */
  readonly code: string;
  readonly name: string;
  readonly value: number;
  readonly adjustable: boolean;
}

/** Concurrent invocations of Lambda in an account and Region. */
export interface LambdaConcurrency {
  readonly limit: number;
  /** What no function has reserved. */
  readonly unreserved: number;
}

/** A stack of CloudFormation. */
export interface AccountStack {
  /** Such as `CREATE_COMPLETE`. */
  readonly status: string;
  /** Termination protection. */
  readonly isProtected: boolean;
}

/** A certificate in ACM. */
export interface AccountCertificate {
  readonly arn: string;
  /** Such as `ISSUED` or `PENDING_VALIDATION`. */
  readonly status: string;
  /** Every name that it is for; a first label may be `*`. */
  readonly names: readonly string[];
  /** ACM made it itself, and renews it. */
  readonly isFromAmazon: boolean;
  /** RFC 3339 UTC; absent before it is issued. */
  readonly expiresAt?: string;
}

/** An object in S3, and its bucket. */
export interface AccountObject {
  readonly bucketRegion: string;
  readonly bucketKeepsVersions: boolean;
}

/** What an account has in the Region of a cell. Nothing of it changes the account. */
export interface AccountReader {
  /** Whose credentials these are. */
  caller(): Promise<{ readonly account: string; readonly arn: string }>;
  /** Every quota of a service. */
  quotas(serviceCode: string): Promise<readonly AccountQuota[]>;
  lambdaConcurrency(): Promise<LambdaConcurrency>;
  /** Which of these services AWS offers in the Region, by their codes, such as `lambda`. */
  offered(services: readonly string[]): Promise<readonly string[]>;
  /** The version of the CDK's own resources; undefined where there are none. */
  bootstrapVersion(): Promise<number | undefined>;
  /** Undefined when there is no stack of this name. */
  stack(name: string): Promise<AccountStack | undefined>;
  /** The physical ids of what a stack has made and not deleted. */
  madeBy(stack: string): Promise<readonly string[]>;
  has(resource: NamedResource): Promise<boolean>;
  /** Names of the queues that begin like this. */
  queues(prefix: string): Promise<readonly string[]>;
  /** Names of all topics. */
  topics(): Promise<readonly string[]>;
  /** Every certificate of the Region. */
  certificates(): Promise<readonly AccountCertificate[]>;
  /** Undefined when there is no such certificate in the Region. */
  certificate(arn: string): Promise<AccountCertificate | undefined>;
  /** Undefined when there is no such object, or version of it. */
  object(bucket: string, key: string, version?: string): Promise<AccountObject | undefined>;
  /** Whether the account may use a service that takes no new customers, by its code. */
  mayUse(service: string): Promise<boolean>;
  /** The edition of QuickSight, such as `ENTERPRISE`; undefined when the account has not signed up. */
  quickSightEdition(): Promise<string | undefined>;
  /** How many people QuickSight knows, in its default namespace. */
  quickSightUsers(): Promise<number>;
  /** The status of a data source; undefined when there is none of this id. */
  quickSightDataSource(id: string): Promise<string | undefined>;
  /** Whether QuickSight has a group of that name, or the Region that keeps people, if it is another one. */
  quickSightGroup(group: QuickSightGroup): Promise<'there' | 'missing' | { readonly keptIn: string }>;
}

/** A group of people in QuickSight, and where it is said to be. */
export interface QuickSightGroup {
  readonly region: string;
  readonly namespace: string;
  readonly name: string;
}

/** The caller may not look something up. */
export class NotPermitted extends Error {
  /** The right that is missing, such as `iam:GetRole`. */
  readonly permission: string;

  constructor(permission: string, message: string) {
    super(message);
    this.name = 'NotPermitted';
    this.permission = permission;
  }
}
