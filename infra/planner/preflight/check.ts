import type { Cell } from '../../cells/cell.ts';
import type { AccountReader } from './account.ts';
import type { Finding } from './finding.ts';

/** What a check looks at. */
export interface Subject {
  readonly cell: Cell;
  readonly account: AccountReader;
  /** The account that the credentials are for: twelve digits. */
  readonly accountId: string;
  /** The caller: an ARN. */
  readonly callerArn: string;
  readonly given: Given;
}

/** What is given for a deployment, and written down nowhere. */
export interface Given {
  /** The id of the account that the cell names. */
  readonly accountId?: string;
  /** The ARN of the certificate of the cell's domain. */
  readonly certificateArn?: string;
  /** Now, in milliseconds. */
  readonly now: number;
}

/** One thing that has to be right in an account before a cell is deployed. */
export interface Check {
  /** What is looked at, for whoever waits. */
  readonly title: string;
  readonly run: (subject: Subject) => Promise<readonly Finding[]>;
}
