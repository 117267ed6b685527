import type { MetadataBearer, MiddlewareStack } from '@smithy/types';

interface SdkClient<Input extends object, Output extends MetadataBearer> {
  readonly middlewareStack: MiddlewareStack<Input, Output>;
}

/** How AWS begins the names of what only reads. */
const reads = /^(Get|List|Describe|Head)[A-Z]/;

/** The client, which refuses every command that is not a read before anything is sent. */
export function readOnly<
  Client extends SdkClient<Input, Output>,
  Input extends object,
  Output extends MetadataBearer,
>(client: Client & SdkClient<Input, Output>): Client {
  client.middlewareStack.add(
    (next, { commandName = '' }) =>
      (call) => {
        if (reads.test(commandName)) return next(call);
        throw new Error(`${commandName} is no read, and nothing else is sent to an account from here`);
      },
    { step: 'initialize', name: 'readOnly' },
  );
  return client;
}
