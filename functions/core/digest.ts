import { hash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { InvoiceEvent } from './event.ts';

/**
 * What identifies the content of an event: SHA-256 (hex) of its canonical JSON (RFC 8785), so that the
 * order of its fields, white space and ways of writing a number do not matter and everything else does.
 */
export const digestOf = (event: InvoiceEvent): string => hash('sha256', canonicalize(event) ?? '', 'hex');
