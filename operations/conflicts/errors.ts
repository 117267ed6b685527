import { BemsError } from '../../functions/core/errors.ts';

export function noSuchInvoice(invoiceId: string): BemsError {
  return new BemsError('NO_SUCH_INVOICE', `The ledger has no event of the invoice ${invoiceId}.`, {
    nextStep: 'Check its id: bems conflicts list names the invoices with an open conflict.',
    failureClass: 'permanent',
  });
}

export function noSuchConflict(invoiceId: string, eventId: string): BemsError {
  return new BemsError(
    'NO_SUCH_CONFLICT',
    `The invoice ${invoiceId} has no event ${eventId} with more than one content.`,
    {
      nextStep: 'Check both ids: bems invoice <invoiceId> names the conflicts of an invoice.',
      failureClass: 'permanent',
    },
  );
}

/** @param text what was to name one of the contents */
export function noSuchContent(eventId: string, text: string, digests: readonly string[]): BemsError {
  const several = text !== '' && digests.some((digest) => digest.startsWith(text));
  return new BemsError(
    'NO_SUCH_CONTENT',
    several
      ? `More than one content of the event ${eventId} has a digest that begins with ${text}.`
      : `No content of the event ${eventId} has a digest that begins with "${text}".`,
    { nextStep: `Name one of ${digests.join(', ')}.`, failureClass: 'permanent' },
  );
}
