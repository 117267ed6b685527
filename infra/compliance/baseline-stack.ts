import { Duration, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { accessLogBucket } from '../blocks/buckets.ts';
import type { Baseline } from '../cells/accounts.ts';
import { isProtected } from '../cells/protection.ts';
import { BaselineKeys } from './baseline-keys.ts';
import { ConfigRules } from './config-rules.ts';
import { DetectionRules } from './detection-rules.ts';
import { Recorder } from './recorder.ts';
import { SecurityAlerts } from './security-alerts.ts';
import { Trail } from './trail.ts';

/**
 * An account's baseline in one Region: detections everywhere, rules where it says so, a trail in
 * its first Region.
 */
export class BaselineStack extends Stack {
  constructor(scope: Construct, id: string, baseline: Baseline, env: NonNullable<StackProps['env']>) {
    super(scope, id, {
      env,
      description: 'Account baseline: configuration rules, trail and detections',
      terminationProtection: isProtected(baseline),
    });
    const [home, ...others] = baseline.regions;
    const isHome = this.region === home;
    const keys = new BaselineKeys(this, 'Keys');
    const alerts = new SecurityAlerts(this, 'Alerts', {
      contacts: baseline.securityContacts,
      key: keys.topics,
    });
    new DetectionRules(this, 'Detections', alerts);

    const trailHere = isHome && baseline.trail !== 'elsewhere' ? baseline.trail : undefined;
    const rulesHere = isHome || others.includes(this.region);
    const recordsHere = rulesHere && baseline.recorder === 'own';
    const keepYears = baseline.trailYears;
    const accessLogs =
      trailHere || recordsHere ? accessLogBucket(this, 'AccessLogs', Duration.days(400)) : undefined;
    const trail =
      trailHere && accessLogs
        ? new Trail(this, 'Trail', { kind: trailHere, keepYears, keys, accessLogs })
        : undefined;
    const recorder =
      recordsHere && accessLogs
        ? new Recorder(this, 'Recorder', {
            key: keys.records,
            accessLogs,
            recordsGlobalResources: isHome,
            keepYears,
          })
        : undefined;
    if (rulesHere)
      new ConfigRules(this, 'Rules', { keys, recorder: recorder?.recorder, trail, checksTrail: isHome });
  }
}
