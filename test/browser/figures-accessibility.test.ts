import { describe } from 'vitest';
import { forEveryone } from './for-everyone.ts';
import { skipWithoutBrowser } from './harness.ts';

describe.skipIf(skipWithoutBrowser())('The pages of figures for everyone', { timeout: 60_000 }, () => {
  forEveryone([
    { name: 'the finance page', hash: '#/finance', ready: '.chart-small svg' },
    { name: 'the finance page in one currency', hash: '#/finance?in=EUR', ready: '.chart-small svg' },
    { name: 'the executive page', hash: '#/executive', ready: '[role=img] svg' },
    { name: 'the operations page', hash: '#/operations', ready: '[role=img] svg' },
    { name: 'the page of a vendor', hash: '#/vendors/V-1000', ready: '[role=img] svg' },
    { name: 'the invoices of a figure', hash: '#/invoices?kpi=on-time-rate', ready: '.data-table a' },
  ]);
});
