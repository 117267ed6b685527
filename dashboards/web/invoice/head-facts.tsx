import type { InvoiceHead } from '../../../functions/core/invoice/head.ts';
import { kindOf } from '../../../functions/core/invoice/lifecycle.ts';
import { stageTitles } from '../../stage-titles.ts';
import { Fact } from '../components/fact.tsx';
import { Instant } from '../components/instant.tsx';
import { StatusWord } from '../components/status-word.tsx';
import { VendorLink } from '../components/vendor-link.tsx';
import { formatMoney } from '../format/money.ts';
import { formatCount } from '../format/numbers.ts';
import { isPaidInPart, statusWords } from '../format/status.ts';
import { daysUntil, formatDate, formatDaysAway } from '../format/times.ts';

interface HeadFactsProps {
  readonly head: InvoiceHead;
  readonly vendor: { readonly id: string; readonly name?: string | undefined } | undefined;
}

interface DeadlineProps {
  readonly name: string;
  readonly day: string | undefined;
  readonly open: boolean;
  /** Precedes “3 days ago” once the date has passed. */
  readonly passed: string;
}

/** A payment date, and how far away it is while anything is open. */
function Deadline({ name, day, open, passed }: DeadlineProps) {
  if (!day)
    return (
      <Fact name={name}>
        <span className="muted">Not known</span>
      </Fact>
    );
  const days = daysUntil(day, new Date());
  const away = formatDaysAway(days);
  const detail = days < 0 ? <span className="deadline-passed">{`${passed} ${away}`}</span> : away;
  return (
    <Fact name={name} detail={open && detail}>
      <time dateTime={day}>{formatDate(day)}</time>
    </Fact>
  );
}

const documentTitles: Readonly<Record<InvoiceHead['documentType'], string>> = {
  invoice: 'Invoice',
  'credit-note': 'Credit note',
};

/** Where the invoice stands now. */
export function HeadFacts({ head, vendor }: HeadFactsProps) {
  const open = Number(head.openAmount) !== 0;
  const kind = isPaidInPart(head) ? 'started' : kindOf(head.stage, head.status);
  return (
    <dl className="facts panel">
      <Fact
        name="Status"
        detail={
          <>
            since <Instant at={head.statusSince} form="full" />
          </>
        }
      >
        {stageTitles[head.stage]} · <StatusWord status={statusWords(head)} kind={kind} />
      </Fact>
      {head.waitsFor !== undefined && head.deadline !== undefined && (
        <Fact
          name="Waits for"
          detail={
            <>
              {Date.parse(head.deadline) < Date.now() ? 'overdue since' : 'until'}{' '}
              <Instant at={head.deadline} form="full" />
            </>
          }
        >
          {head.waitsFor}
        </Fact>
      )}
      <Fact name="Document">{documentTitles[head.documentType]}</Fact>
      <Fact name="Open amount" detail={`of ${formatMoney(head.amount, head.currency)}`}>
        {formatMoney(head.openAmount, head.currency)}
      </Fact>
      {head.paidAmount !== undefined && (
        <Fact
          name="Paid"
          detail={
            head.overpaidAmount !== undefined && `${formatMoney(head.overpaidAmount, head.currency)} too much`
          }
        >
          {formatMoney(head.paidAmount, head.currency)}
        </Fact>
      )}
      <Deadline name="Due" day={head.dueDate} open={open} passed="Was due" />
      <Deadline name="Discount until" day={head.discountDate} open={open} passed="Lapsed" />
      <Fact name="Vendor" detail={vendor?.name && head.vendorId}>
        <VendorLink vendorId={head.vendorId}>{vendor?.name ?? head.vendorId}</VendorLink>
      </Fact>
      <Fact
        name="Events"
        detail={head.exceptions === 0 ? 'no exceptions' : `${formatCount(head.exceptions)} with an exception`}
      >
        {formatCount(head.eventCount)}
      </Fact>
    </dl>
  );
}
