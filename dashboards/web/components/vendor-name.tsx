import { useVendorName } from '../data/vendor-names.ts';

/** What a vendor is called, and its id; the id alone as long as nobody says a name. */
export function VendorName({ vendorId }: { vendorId: string }) {
  const name = useVendorName(vendorId);
  if (name === undefined) return vendorId;
  return (
    <>
      {name} <span className="muted vendor-id">{vendorId}</span>
    </>
  );
}
