import { instantFrom, refuseOthers, wholeNumber } from '../../dashboards/query-parameters.ts';
import type { Records } from '../../functions/core/ports.ts';
import { auditTrail } from '../../operations/audit/trail.ts';
import type { OperatorSettings } from './operator-routes.ts';

/** Entries that one request lists at most. */
const maxEntries = 10_000;

/** The route of `bems audit`: who did what, which only operators may read. */
export function auditTable(records: Pick<Records, 'list'>): Pick<OperatorSettings, 'acts' | 'reads'> {
  return {
    acts: {},
    reads: {
      audit: (parameters) => {
        refuseOthers(parameters, ['since', 'invoiceId', 'limit']);
        return auditTrail(records, {
          since: instantFrom(parameters, 'since'),
          invoiceId: parameters.get('invoiceId') ?? undefined,
          limit: wholeNumber(parameters, 'limit', { fallback: 50, max: maxEntries }),
        });
      },
    },
  };
}
