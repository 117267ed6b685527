import { Template } from 'aws-cdk-lib/assertions';
import { AccountStage } from '../../infra/account-stage.ts';
import type { Baseline } from '../../infra/cells/accounts.ts';
import { testApp } from './synthesis.ts';

const baseline: Baseline = {
  regions: ['eu-west-1'],
  securityContacts: ['security@example.com', 'soc@example.com'],
  recorder: 'own',
  trail: 'account',
  trailYears: 7,
};

/** The templates of an account with this baseline, by Region. */
export function synthesizeBaseline(change: Partial<Baseline> = {}): ReadonlyMap<string, Template> {
  const stage = new AccountStage(testApp(), {
    alias: 'under-test',
    baseline: { ...baseline, ...change },
  });
  stage.synth();
  return new Map(stage.stacks.map((stack) => [stack.region, Template.fromStack(stack)]));
}

/** The template of one Region. */
export function regionOf(templates: ReadonlyMap<string, Template>, region: string): Template {
  const template = templates.get(region);
  if (!template) throw new Error(`There is no stack in ${region}`);
  return template;
}
