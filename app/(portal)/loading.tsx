export default function Loading() {
  return (
    <div role="status" aria-label="Loading" className="grid gap-4">
      <div className="h-4 w-40 rounded bg-hairline" />
      <div className="h-7 w-80 max-w-full rounded bg-hairline" />
      <div className="mt-6 h-16 border-y border-hairline" />
      <div className="h-10 border-b border-hairline" />
      <div className="h-10 border-b border-hairline" />
      <div className="h-10 border-b border-hairline" />
    </div>
  );
}
