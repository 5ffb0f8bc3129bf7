import { NothingHere } from '@/components/shell/nothing-here.tsx';

export const metadata = { title: 'Not found' };

export default function NotFound() {
  return (
    <main className="mx-auto max-w-[640px] px-6 py-24">
      <NothingHere />
    </main>
  );
}
