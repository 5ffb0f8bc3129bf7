import { CopyButton } from './copy-button.tsx';

/** A digest: monospaced, in groups of eight, copied whole. */
export function Digest({ value, label }: { value: string; label?: string }) {
  const groups = /^[0-9a-f]+$/i.test(value) ? (value.match(/.{1,8}/g) ?? [value]) : [value];
  return (
    <span className="flex items-start justify-between gap-3">
      <code className="flex flex-wrap gap-x-2 font-mono text-[13px] break-all">
        {groups.map((group, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the groups of one digest never move
          <span key={index}>{group}</span>
        ))}
      </code>
      <CopyButton value={value} label={label ?? 'Copy the digest'} quiet />
    </span>
  );
}
