/** What a document can be. */
export const documentTypes = ['invoice', 'credit-note'] as const;
export type DocumentType = (typeof documentTypes)[number];
