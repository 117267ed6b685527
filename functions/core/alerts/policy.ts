import type { Audience } from './severity.ts';

/** Who is told of an alert, in what order, and how often. */
export interface Escalation {
  /** Told one after the other for as long as nobody acknowledges. One or more. */
  readonly steps: readonly EscalationStep[];
  /** Minutes between two repetitions of the last step, for as long as nobody acknowledges. */
  readonly repeatMinutes: number;
}

export interface EscalationStep {
  /** Who: a name in the cell's `contacts`. */
  readonly contact: string;
  /** Minutes after the step before; 0 for the first. */
  readonly afterMinutes: number;
}

/** Hours of the day in which nobody is told. They may span midnight. */
export interface QuietHours {
  /** `HH:MM`, the first quiet minute. */
  readonly from: string;
  /** `HH:MM`, the first minute that is not quiet any more. */
  readonly to: string;
  /** An IANA name, such as `Europe/Amsterdam`. */
  readonly timeZone: string;
}

/** What is critical waits for no quiet hours, so its escalation cannot name any. */
export interface AudienceEscalation {
  readonly critical: Escalation;
  readonly warning: Escalation & { readonly quietHours?: QuietHours };
}

/** How alerts are announced. */
export interface AlertPolicy {
  readonly escalation: Readonly<Record<Audience, AudienceEscalation>>;
  /**
   * Minutes without an alarm after which an alert is over. What rings again before then is the same
   * alert, so that an alarm that comes and goes is announced once.
   */
  readonly calmMinutes: number;
  /**
   * How long the links in an announcement work by which its reader acknowledges or resolves. Without
   * it there are no links: a cell whose API takes no caller without a certificate has no way in for them.
   */
  readonly links?: { readonly validHours: number };
}

/** What `AlertRouter` needs to know of its cell. */
export interface AlertSettings {
  readonly cell: string;
  readonly policy: AlertPolicy;
}
