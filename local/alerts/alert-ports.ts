import { randomBytes } from 'node:crypto';
import { powertoolsOnce } from '../../functions/adapters/idempotency/once.ts';
import { RecordsPersistence } from '../../functions/adapters/idempotency/records-persistence.ts';
import { envNames, required } from '../../functions/adapters/lambda/env.ts';
import { alertLinkPath } from '../../functions/core/alerts/alert-link.ts';
import { announcementLeaseMs, readAlertSettings } from '../../functions/core/alerts/settings.ts';
import { names } from '../../functions/core/names.ts';
import type { Ports, Records } from '../../functions/core/ports.ts';
import type { Clock } from '../../lib/clock.ts';
import { loadSecrets } from '../data-folder.ts';
import type { CellFunction } from '../runtime/cell-functions.ts';
import { fileTarget } from './file-target.ts';
import { hmacLinks } from './hmac-links.ts';
import { webhookTarget } from './webhook-target.ts';

interface Surroundings {
  readonly dataFolder: string;
  readonly functions: readonly CellFunction[];
  readonly records: Records;
  readonly clock: Clock;
  /** Where announcements are POSTed beside the file. */
  readonly webhook?: string | undefined;
  /** Origin of the cell's API, as soon as it has one. */
  readonly origin: () => Promise<string | undefined>;
}

/** How the local cell announces alerts: to a file, and to a webhook if there is one. */
export function localAlerts(
  around: Surroundings,
): Pick<Ports, 'once' | 'alertSettings' | 'alertTargets' | 'alertLinks'> {
  const { dataFolder, functions, records, clock, webhook, origin } = around;
  const secrets = loadSecrets(dataFolder, 'alert-secrets.json', ['webhook', 'links'], newSecret);
  const router = functions.find(({ name }) => name === names().alertRouterFunction);
  return {
    once: powertoolsOnce(() => new RecordsPersistence(records, announcementLeaseMs), 'alerts'),
    alertSettings: readAlertSettings(required(router?.environment ?? {}, envNames.alertSettings)),
    alertLinks: hmacLinks(secrets.get('links') ?? newSecret(), async () => {
      const api = await origin();
      return api === undefined ? undefined : `${api}${alertLinkPath}`;
    }),
    alertTargets: [
      fileTarget(dataFolder),
      ...(webhook === undefined
        ? []
        : [webhookTarget({ url: webhook, secret: secrets.get('webhook') ?? newSecret(), clock })]),
    ],
  };
}

/** Made at random at first, kept in `alert-secrets.json` in the data folder. */
function newSecret(): string {
  return randomBytes(32).toString('base64url');
}
