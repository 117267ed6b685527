import { names } from '../../../functions/core/names.ts';
import type { StoreNeeds } from '../store-plan.ts';

/** What an account has to have for Timestream: above all, to have had it before. */
export const timestreamNeeds: StoreNeeds = {
  services: ['timestream'],
  names: (prefix) => [{ type: 'AWS::Timestream::Database', identifier: names(prefix).timeSeriesDatabase }],
  closed: { service: 'timestream', title: 'Timestream for LiveAnalytics', since: '2025-06-20' },
};
