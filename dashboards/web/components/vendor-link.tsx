import type { ReactNode } from 'react';
import type { View } from '../../view.ts';
import { vendorHref } from '../data/route.ts';

interface VendorLinkProps {
  readonly vendorId: string;
  /** Whose period and filters the vendor's page begins with. */
  readonly view?: View;
  readonly children: ReactNode;
}

/** A vendor's id or name, leading to its page. */
export function VendorLink({ vendorId, view, children }: VendorLinkProps) {
  return (
    <a className="vendor-link" href={vendorHref(vendorId, view)}>
      {children}
    </a>
  );
}
