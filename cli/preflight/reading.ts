import { NotPermitted } from '../../infra/planner/preflight/account.ts';
import { isObject, own } from '../../lib/json.ts';

/** What services call it when the caller lacks a right. */
const denials = /^(AccessDenied(Exception)?|AuthorizationError(Exception)?|UnauthorizedOperation|Forbidden)$/;

/** The answer to a HEAD has no name for it, only a number. */
function isDenied(error: Error): boolean {
  const metadata: unknown = '$metadata' in error ? error.$metadata : undefined;
  const isForbidden = isObject(metadata) && own(metadata, 'httpStatusCode') === 403;
  return denials.test(error.name) || (isForbidden && error.name.startsWith('Unknown'));
}

/** AWS's own word on what is missing, also behind a service that calls another. */
const missing = /not authorized to perform:? ([a-z0-9-]+:[A-Za-z]+)/;

/**
 * Asks AWS something.
 * @param permission what the caller needs for it, if the answer does not say
 * @throws {NotPermitted} when the caller lacks a right
 */
export async function reading<T>(permission: string, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const said = missing.exec(error.message)?.[1];
    if (said === undefined && !isDenied(error)) throw error;
    throw new NotPermitted(said ?? permission, error.message);
  }
}

/** The answer, or undefined when AWS says by one of these names that there is no such thing. */
export async function unlessMissing<T>(names: RegExp, ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof Error && names.test(error.name)) return undefined;
    throw error;
  }
}
