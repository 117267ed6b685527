import type { Cell, Domain } from '../../cells/cell.ts';
import type { AccountCertificate } from './account.ts';
import type { Check, Subject } from './check.ts';
import { blocks, type Finding, fine, warns } from './finding.ts';

const dayMs = 86_400_000;
/** An imported certificate that ends this soon is not renewed by itself. */
const soonDays = 45;

/** The cell's domain has a certificate that API Gateway takes. */
export const certificateCheck: Check = {
  title: 'the certificate',
  run: async (subject) => {
    const { cell, account, given } = subject;
    const { domain } = cell;
    if (!domain) return [];
    if (given.certificateArn === undefined) {
      const all = await account.certificates();
      const candidates = all.filter(({ names }) => names.some((name) => covers(name, domain.name)));
      const best = candidates.find(({ status }) => status === 'ISSUED') ?? candidates[0];
      return best ? [verdict(best, domain, subject)] : [missing(domain, cell)];
    }
    const certificate = await account.certificate(given.certificateArn);
    return [
      certificate
        ? verdict(certificate, domain, subject)
        : blocks(
            'CERTIFICATE_MISSING',
            `There is no certificate ${given.certificateArn} in this account and ${cell.region}.`,
            `aws acm list-certificates --region ${cell.region}`,
          ),
    ];
  },
};

function missing({ name }: Domain, { region }: Cell): Finding {
  return blocks(
    'CERTIFICATE_MISSING',
    `There is no certificate for ${name} in ${region}.`,
    `aws acm request-certificate --domain-name ${name} --validation-method DNS --region ${region}`,
  );
}

function verdict(certificate: AccountCertificate, domain: Domain, { cell, given }: Subject): Finding {
  const { arn, status, names, isFromAmazon, expiresAt } = certificate;
  const describe = `aws acm describe-certificate --certificate-arn ${arn} --region ${cell.region}`;
  if (!names.some((name) => covers(name, domain.name)))
    return blocks(
      'CERTIFICATE_OTHER',
      `${arn} is for ${names.join(', ')} and not for ${domain.name}.`,
      describe,
    );
  if (status === 'PENDING_VALIDATION')
    return blocks(
      'CERTIFICATE_PENDING',
      `The certificate for ${domain.name} waits for its proof: make the DNS record that ACM asks for.`,
      `${describe} --query Certificate.DomainValidationOptions[].ResourceRecord`,
    );
  if (status !== 'ISSUED')
    return blocks('CERTIFICATE_UNUSABLE', `The certificate for ${domain.name} is ${status}.`, describe);
  if (cell.auth === 'mtls' && !isFromAmazon)
    return blocks(
      'CERTIFICATE_NOT_AMAZONS',
      `The certificate for ${domain.name} is not ACM’s own. With mutual TLS API Gateway then asks for an ownership certificate too, which is not provided for here.`,
      `aws acm request-certificate --domain-name ${domain.name} --validation-method DNS --region ${cell.region}`,
    );
  if (!isFromAmazon && expiresAt !== undefined && Date.parse(expiresAt) < given.now + soonDays * dayMs)
    return warns(
      'CERTIFICATE_ENDS_SOON',
      `The certificate for ${domain.name} ends at ${expiresAt}, and nobody but you renews it.`,
      `aws acm import-certificate --certificate-arn ${arn} --certificate fileb://<certificate.pem> --private-key fileb://<key.pem> --region ${cell.region}`,
    );
  return { ...fine('CERTIFICATE', `${domain.name} has a certificate: ${arn}.`), arn };
}

/** Whether a certificate for this name, whose first label may be `*`, is for the domain. */
function covers(name: string, domain: string): boolean {
  const [one, other] = [name.toLowerCase(), domain.toLowerCase()];
  if (!one.startsWith('*.')) return one === other;
  const dot = other.indexOf('.');
  return dot > 0 && other.slice(dot) === one.slice(1);
}
