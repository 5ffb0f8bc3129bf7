import { ButtonLink } from '@/components/ui/button.tsx';

/** The words for an address behind which there is nothing that this person may see. */
export function NothingHere() {
  return (
    <>
      <h1 className="text-[23px] font-semibold">Not found</h1>
      <p className="mt-2 mb-6 text-ink-2">
        There is nothing at this address, or nothing that you may see. The two look the same on purpose.
      </p>
      <ButtonLink href="/incidents">Go to the incidents</ButtonLink>
    </>
  );
}
