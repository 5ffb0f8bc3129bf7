import { ButtonLink } from '@/components/ui/button.tsx';

export const metadata = { title: 'Not found' };

export default function NotFound() {
  return (
    <main className="mx-auto max-w-[640px] px-6 py-24">
      <h1 className="text-[23px] font-semibold">Not found</h1>
      <p className="mt-2 mb-6 text-ink-2">
        There is nothing at this address, or nothing that you may see. The two look the same on purpose.
      </p>
      <ButtonLink href="/incidents">Go to the incidents</ButtonLink>
    </main>
  );
}
