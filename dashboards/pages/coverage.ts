/** The figure that tells since when a cell has data: what it has not received it cannot compare. */
export const coverage = { kpi: 'received-invoices' } as const;
