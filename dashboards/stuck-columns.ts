/** What a file of stuck invoices says of each, in this order. */
export const stuckColumns = [
  ...(['invoiceId', 'stage', 'status', 'waitsFor', 'waitsSince', 'deadline', 'overdueMs'] as const),
  ...(['amount', 'currency', 'vendorId'] as const),
];
