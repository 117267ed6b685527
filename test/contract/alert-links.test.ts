import { CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { describe } from 'vitest';
import { kmsAlertLinks } from '../../functions/adapters/kms/alert-links.ts';
import { hmacLinks } from '../../local/alerts/hmac-links.ts';
import { alertLinksContract } from './alert-links.suite.ts';
import { motoAvailable, startMoto } from './moto.ts';

const address = 'https://cell.example/alerts/link';

alertLinksContract('HMAC with a key of the data folder', async () => ({
  links: hmacLinks('ours', async () => address),
  others: hmacLinks('theirs', async () => address),
}));

describe.runIf(motoAvailable())('Given KMS', () => {
  alertLinksContract(
    'An HMAC key of KMS',
    async () => {
      const moto = await startMoto();
      const client = new KMSClient(moto.client);
      const newKey = async () => {
        const made = await client.send(
          new CreateKeyCommand({ KeySpec: 'HMAC_256', KeyUsage: 'GENERATE_VERIFY_MAC' }),
        );
        return made.KeyMetadata?.Arn ?? '';
      };
      return {
        links: kmsAlertLinks({ client, key: await newKey(), address }),
        others: kmsAlertLinks({ client, key: await newKey(), address }),
        async close() {
          client.destroy();
          await moto.stop();
        },
      };
    },
    { runs: 20 },
  );
});
