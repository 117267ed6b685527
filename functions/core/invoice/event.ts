export type { InvoiceEvent } from '../../../schemas/event.ts';
