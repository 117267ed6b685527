import {
  ACMClient,
  type CertificateSummary,
  DescribeCertificateCommand,
  type KeyAlgorithm,
  paginateListCertificates,
} from '@aws-sdk/client-acm';
import type { AccountCertificate, AccountReader } from '../../infra/planner/preflight/account.ts';
import type { Place } from './place.ts';
import { readOnly } from './read-only.ts';
import { reading, unlessMissing } from './reading.ts';

/**
 * Unless it is asked for these, ACM lists certificates of RSA keys with 1,024 and 2,048 bits only:
 * https://docs.aws.amazon.com/acm/latest/APIReference/API_Filters.html
 */
const keyTypes: KeyAlgorithm[] = [
  ...(['RSA_1024', 'RSA_2048', 'RSA_3072', 'RSA_4096'] as const),
  ...(['EC_prime256v1', 'EC_secp384r1', 'EC_secp521r1'] as const),
];

/** The certificates of the Region. */
export function readCertificates(place: Place): Pick<AccountReader, 'certificates' | 'certificate'> {
  const client = readOnly(new ACMClient(place));
  return {
    certificates: () =>
      reading('acm:ListCertificates', async () => {
        const certificates: AccountCertificate[] = [];
        for await (const page of paginateListCertificates({ client }, { Includes: { keyTypes } }))
          for (const summary of page.CertificateSummaryList ?? [])
            certificates.push(certificateOf(summary, summary.SubjectAlternativeNameSummaries));
        return certificates;
      }),
    certificate: (CertificateArn) =>
      reading('acm:DescribeCertificate', async () => {
        const answer = await unlessMissing(/^(ResourceNotFoundException|InvalidArnException)$/, () =>
          client.send(new DescribeCertificateCommand({ CertificateArn })),
        );
        const detail = answer?.Certificate;
        return detail && certificateOf(detail, detail.SubjectAlternativeNames);
      }),
  };
}

function certificateOf(
  {
    CertificateArn: arn = '',
    DomainName: name,
    Status: status,
    Type: type,
    NotAfter: ends,
  }: Pick<CertificateSummary, 'CertificateArn' | 'DomainName' | 'Status' | 'Type' | 'NotAfter'>,
  others: readonly string[] = [],
): AccountCertificate {
  return {
    ...{ arn, status: status ?? 'unknown', isFromAmazon: type === 'AMAZON_ISSUED' },
    names: [...new Set([...(name === undefined ? [] : [name]), ...others])],
    ...(ends && { expiresAt: ends.toISOString() }),
  };
}
