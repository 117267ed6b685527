import { createHmac } from 'node:crypto';
import type { AlertLinks } from '../../functions/core/ports.ts';
import { isSameKey } from '../operator-key.ts';

/** Links signed with a key of the cell's own. @param address see `AlertLinks` */
export function hmacLinks(key: string, address: AlertLinks['address']): AlertLinks {
  const sign = (text: string) => createHmac('sha256', key).update(text).digest('base64url');
  return {
    address,
    sign: async (text) => sign(text),
    isSigned: async (text, signature) => isSameKey(signature, sign(text)),
  };
}
