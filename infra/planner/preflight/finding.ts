/**
 * `blocks`: the deployment fails, or goes where it should not. `warns`: it succeeds, and something is amiss
 * later. `unknown`: nobody can say, because it may not be looked up or AWS does not tell.
 */
export type Severity = 'blocks' | 'warns' | 'unknown' | 'fine';

/** The order in which a person wants to read them. */
export const severities: readonly Severity[] = ['blocks', 'unknown', 'warns', 'fine'];

/** What a look at an account found. */
export interface Finding {
  readonly code: string;
  readonly severity: Severity;
  /** A sentence or two. */
  readonly message: string;
  /** The command that sets it right. `<…>` stands for what only a person knows. */
  readonly fix?: string;
  /** The ARN of what was found, where a deployment is given it. */
  readonly arn?: string;
  /** With `unknown`: the right that the caller lacks, such as `servicequotas:ListServiceQuotas`. */
  readonly permission?: string;
}

export const blocks = (code: string, message: string, fix?: string): Finding =>
  found('blocks', code, message, fix);
export const warns = (code: string, message: string, fix?: string): Finding =>
  found('warns', code, message, fix);
export const unknown = (code: string, message: string, fix?: string): Finding =>
  found('unknown', code, message, fix);
export const fine = (code: string, message: string): Finding => found('fine', code, message);

function found(severity: Severity, code: string, message: string, fix?: string): Finding {
  return { code, severity, message, ...(fix !== undefined && { fix }) };
}
