import {
  GenerateMacCommand,
  type KMSClient,
  KMSInvalidMacException,
  VerifyMacCommand,
} from '@aws-sdk/client-kms';
import type { AlertLinks } from '../../core/ports.ts';

/** Of HMAC-SHA256. */
const signatureBytes = 32;

export interface KmsAlertLinksOptions {
  readonly client: KMSClient;
  /** ARN of an HMAC key of KMS, which it never leaves. */
  readonly key: string;
  /** Where links lead; undefined in a cell without links. */
  readonly address?: string | undefined;
}

/**
 * Links that KMS signs and checks: a function may do one and not the other, and none has the key.
 * https://docs.aws.amazon.com/kms/latest/developerguide/hmac.html
 */
export function kmsAlertLinks({ client, key, address }: KmsAlertLinksOptions): AlertLinks {
  const of = (text: string) =>
    ({ KeyId: key, MacAlgorithm: 'HMAC_SHA_256', Message: Buffer.from(text) }) as const;
  return {
    address: async () => address,
    async sign(text) {
      const { Mac = new Uint8Array() } = await client.send(new GenerateMacCommand(of(text)));
      return Buffer.from(Mac).toString('base64url');
    },
    async isSigned(text, signature) {
      const mac = Buffer.from(signature, 'base64url');
      // Decoding is lenient: what is written differently is another signature all the same.
      if (mac.length !== signatureBytes || mac.toString('base64url') !== signature) return false;
      try {
        const { MacValid = false } = await client.send(new VerifyMacCommand({ ...of(text), Mac: mac }));
        return MacValid;
      } catch (error) {
        if (error instanceof KMSInvalidMacException) return false;
        throw error;
      }
    },
  };
}
