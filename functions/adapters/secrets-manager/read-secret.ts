import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';

/**
 * Reads the current version of a secret by its name.
 * @throws {Error} when it is no text, or as the SDK does
 */
export function secretReader(client: SecretsManagerClient): (secret: string) => Promise<string> {
  return async (SecretId) => {
    const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId }));
    if (SecretString === undefined)
      throw Object.assign(new Error('it is no text'), { name: 'SecretIsBinary' });
    return SecretString;
  };
}
