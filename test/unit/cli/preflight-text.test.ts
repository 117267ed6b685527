import { describe, expect, it } from 'vitest';
import { preflightText } from '../../../cli/preflight/preflight-text.ts';
import { findingsIn, fullCell } from '../planner/preflight-world.ts';

/** What is printed for an account that is ready but for this. */
async function textFor(change: Parameters<typeof findingsIn>[0], certificateArn?: string): Promise<string> {
  const given = { accountId: '111122223333', ...(certificateArn !== undefined && { certificateArn }) };
  const findings = await findingsIn(change, { given });
  const caller = { account: '111122223333', caller: 'arn:caller' };
  return preflightText({ cell: fullCell.name, region: fullCell.region, ...caller, findings }, fullCell, {
    ...given,
    now: 0,
  });
}

const deploy =
  "npx cdk deploy 'eu-1/*' -c account:invoices-eu=111122223333 -c certificate:invoices.eu-1.example.com=";

describe('Given a cell with a domain', () => {
  it('When nothing blocks, Then the certificate found is part of the command', async () => {
    expect(await textFor({})).toMatch(new RegExp(`\n${deploy.replace(/[*.]/g, '\\$&')}arn:certificate$`));
  });

  it('When a certificate is given, Then it is to be deployed with that', async () => {
    const certificates = ['arn:certificate', 'arn:other'].map((arn) => ({
      ...{ arn, status: 'ISSUED', names: ['invoices.eu-1.example.com'], isFromAmazon: true },
    }));
    expect(await textFor({ certificates }, 'arn:other')).toContain(`${deploy}arn:other`);
  });

  it('When it could not be looked up, Then whoever deploys has to know the certificate', async () => {
    const text = await textFor({ denied: ['acm:ListCertificates'] });
    expect(text).toContain('Nothing is known to block; what is unknown may. Deploy it:');
    expect(text).toContain(`${deploy}<certificate ARN>`);
    const given = await textFor({ denied: ['acm:DescribeCertificate'] }, 'arn:given');
    expect(given).toContain(`${deploy}arn:given`);
  });

  it('When something blocks, Then no command to deploy is given', async () => {
    expect(await textFor({ services: [] })).toMatch(/\n\nSet right what blocks, then run this again\.$/);
  });
});
