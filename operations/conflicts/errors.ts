import { BemsError } from '../../functions/core/errors.ts';

export function noSuchConflict(invoiceId: string, eventId: string): BemsError {
  return new BemsError(
    'NO_SUCH_CONFLICT',
    `The ledger has no two contents of the event ${eventId} of the invoice ${invoiceId}.`,
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
