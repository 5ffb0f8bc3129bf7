import { NothingHere } from '@/components/shell/nothing-here.tsx';

export const metadata = { title: 'Not found' };

export default function NotFound() {
  return (
    <section className="mx-auto max-w-[640px] py-16">
      <NothingHere />
    </section>
  );
}
