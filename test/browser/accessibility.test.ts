import { describe } from 'vitest';
import { forEveryone } from './for-everyone.ts';
import { skipWithoutBrowser } from './harness.ts';

describe.skipIf(skipWithoutBrowser())('The console for everyone', { timeout: 60_000 }, () => {
  forEveryone([
    { name: 'the live page', hash: '', ready: '[role=img] svg' },
    { name: 'the alerts', hash: '#/alerts', ready: '.alert' },
    { name: 'the alarms', hash: '#/alarms', ready: '.ringing' },
    { name: 'the stuck invoices', hash: '#/stuck', ready: '.data-table tbody th' },
    { name: 'an invoice', hash: '#/invoices/INV-2026-00042', ready: '.timeline-conflict' },
    { name: 'the question for the operator key', hash: '#/dead-letters', ready: 'dialog[open]' },
    { name: 'an unknown invoice', hash: '#/invoices/none', ready: '.advice' },
  ]);
});
