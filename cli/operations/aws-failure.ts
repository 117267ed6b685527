import { BemsError } from '../../functions/core/errors.ts';
import { names } from '../../functions/core/names.ts';
import type { Cell } from '../../infra/cells/cell.ts';
import { CliError, exitCodeOf, exitCodes } from '../errors.ts';

interface Explanation {
  readonly code: string;
  /** What AWS's message is put behind. */
  readonly what: string;
  readonly next: string;
}

/** An error of a deployed cell, with what to do about it. Any other is returned as it is. */
export function awsFailure(error: unknown, cell: Cell): unknown {
  if (error instanceof BemsError)
    return new CliError(error.code, error.message, error.nextStep, exitCodeOf(error.code));
  if (!(error instanceof Error)) return error;
  const known = [error.name, 'code' in error ? String(error.code) : ''];
  const [, explain] = explanations.find(([pattern]) => known.some((name) => pattern.test(name))) ?? [];
  if (!explain) return error;
  const { code, what, next } = explain(cell);
  return new CliError(code, `${what}: ${error.message || known.join(' ')}`, next, exitCodes.unreachable);
}

/** By the names that the SDK, the services and sockets give their errors. */
const explanations: readonly (readonly [RegExp, (cell: Cell) => Explanation])[] = [
  [
    /^(CredentialsProviderError|TokenProviderError|ExpiredToken(Exception)?|InvalidClientTokenId|UnrecognizedClientException|SignatureDoesNotMatch|AuthFailure)$/,
    ({ account, prefix }) => ({
      code: 'NO_CREDENTIALS',
      what: `AWS takes no credentials of yours for the account ${account}`,
      next: `Sign in as its role ${names(prefix).onCallRole}, for example with a profile: AWS_PROFILE=<profile> bems …`,
    }),
  ],
  [
    /^(AccessDenied(Exception)?|AuthorizationError|KmsAccessDenied|KMS\.AccessDeniedException)$/,
    ({ name, account, prefix }) => ({
      code: 'NOT_PERMITTED',
      what: `Your credentials may not do this to the cell ${name}`,
      next: `Assume the role ${names(prefix).onCallRole} of the account ${account}; it is the one that may.`,
    }),
  ],
  [
    /^(TooManyRequestsException)$/,
    ({ name }) => ({
      code: 'CELL_BUSY',
      what: `The cell ${name} is asked by too many at once`,
      next: 'Wait for a few minutes, and run the same command again.',
    }),
  ],
  [
    /^(ResourceNotFoundException|QueueDoesNotExist|AWS\.SimpleQueueService\.NonExistentQueue)$/,
    ({ name, account, region }) => ({
      code: 'CELL_NOT_THERE',
      what: `The account of your credentials has no cell ${name} in ${region}`,
      next: `Use credentials of the account ${account}, or deploy the cell there.`,
    }),
  ],
  [
    /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|ECONNRESET|TimeoutError)$/,
    ({ region }) => ({
      code: 'CELL_UNREACHABLE',
      what: `AWS does not answer for ${region}`,
      next: 'Check the network, and --endpoint or AWS_ENDPOINT_URL if either is set.',
    }),
  ],
];
