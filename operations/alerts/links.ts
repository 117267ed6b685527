import {
  type AlertLink,
  alertLinkParameter,
  alertLinkText,
  readAlertLinkText,
} from '../../functions/core/alerts/alert-link.ts';
import type { AlertAct, ListedAlert } from '../../functions/core/alerts/listed-alert.ts';
import { BemsError } from '../../functions/core/errors.ts';
import { logMessages } from '../../functions/core/log-messages.ts';
import type { AnnouncedLinks, Ports } from '../../functions/core/ports.ts';
import { actOnAlert, listedAlert } from './acts.ts';
import type { AlertStep } from './next-step.ts';

type Signing = Pick<Ports, 'alertLinks' | 'alertSettings' | 'log'>;

/** Whom a link is for: what it is about, and who is told. */
interface LinkReader {
  readonly alert: string;
  readonly step: AlertStep;
  readonly contact: string;
}

/**
 * The links of an announcement to one contact. Undefined where the cell has none, of what is over, and
 * when they cannot be signed: that somebody is told matters more than how they answer.
 */
export async function linksOf(
  { alertLinks, alertSettings, log }: Signing,
  { alert, step, contact }: LinkReader,
): Promise<AnnouncedLinks | undefined> {
  const { cell, policy } = alertSettings;
  if (!policy.links || step.kind === 'over') return undefined;
  const { at, about } = step.told;
  const expiresAt = at + policy.links.validHours * 3_600_000;
  const said = { cell, alert, step: step.key, contact, about, expiresAt };
  try {
    const address = await alertLinks.address();
    if (address === undefined) return undefined;
    const linkTo = async (act: AlertAct) => {
      const text = alertLinkText({ ...said, act });
      return `${address}?${alertLinkParameter}=${text}.${await alertLinks.sign(text)}`;
    };
    const [acknowledge, resolve] = await Promise.all([linkTo('ack'), linkTo('resolve')]);
    return { acknowledge, resolve, expiresAt: new Date(expiresAt).toISOString() };
  } catch (error) {
    const reason = error instanceof Error ? error.name : String(error);
    log.error(logMessages.alertLinksUnsigned, { alert, contact, reason });
    return undefined;
  }
}

type Following = Pick<Ports, 'alertLinks' | 'alertSettings' | 'records' | 'clock'>;

/** What a link leads to. */
export interface OpenedLink {
  readonly link: AlertLink;
  /** The alert as it is now. */
  readonly alert: ListedAlert;
}

/**
 * What the page of a link shows; nothing is done yet.
 * @param token the parameter of its address
 * @throws {BemsError} LINK_INVALID, LINK_EXPIRED; NO_SUCH_ALERT; LINK_SUPERSEDED when other alarms ring
 * than those that it is about
 */
export async function openLink(ports: Following, token: string): Promise<OpenedLink> {
  const link = await checkedLink(ports, token);
  const { policy } = ports.alertSettings;
  const alert = await listedAlert({ ...ports, policy }, link.alert);
  if (Date.parse(alert.since) > link.about)
    throw new BemsError(
      'LINK_SUPERSEDED',
      `The alarms that this link is about are over; others have rung since ${alert.since}.`,
      {
        nextStep: 'Use the link of the newer notification, or bems alerts.',
        failureClass: 'permanent',
      },
    );
  return { link, alert };
}

/**
 * Does what a link is for, in the name of its contact. To follow it again changes nothing.
 * @throws {BemsError} as `openLink`, and ALERT_OVER when there is nothing left to acknowledge
 */
export async function followLink(ports: Following, token: string): Promise<OpenedLink> {
  const { link } = await openLink(ports, token);
  const { policy } = ports.alertSettings;
  const request = { id: link.alert, act: link.act, by: `${link.contact} (by link)` };
  return { link, alert: await actOnAlert({ ...ports, policy }, request) };
}

/** The signature is checked before anything that the link says is looked at. */
async function checkedLink(
  { alertLinks, alertSettings, clock }: Following,
  token: string,
): Promise<AlertLink> {
  const [text = '', signature = '', ...others] = token.split('.');
  const isOurs = others.length === 0 && text !== '' && (await alertLinks.isSigned(text, signature));
  const link = isOurs ? readAlertLinkText(text) : undefined;
  if (!link || link.cell !== alertSettings.cell)
    throw new BemsError('LINK_INVALID', 'This link is not one of this cell, or part of it is missing.', {
      nextStep: 'Open it from the notification itself, whole; or use bems alerts.',
      failureClass: 'permanent',
    });
  if (clock.now() >= link.expiresAt)
    throw new BemsError('LINK_EXPIRED', `This link worked until ${new Date(link.expiresAt).toISOString()}.`, {
      nextStep: 'Use the link of a newer notification, or bems alerts.',
      failureClass: 'permanent',
    });
  return link;
}
