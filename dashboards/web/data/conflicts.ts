import type { Settlement, SettleRequest } from '../../../operations/conflicts/settle.ts';
import { actAsOperator } from './api.ts';

/** Settles a conflict of an invoice. */
export function settleConflict(request: SettleRequest): Promise<Settlement> {
  return actAsOperator<Settlement>('conflicts/settle', request);
}
