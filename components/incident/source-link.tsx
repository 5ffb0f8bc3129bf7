import { ButtonLink } from '@/components/ui/button.tsx';

/** The way to the incident's own page in Defender or Sentinel. Only an https address becomes a link. */
export function SourceLink({ webUrl }: { webUrl: string | null }) {
  if (webUrl === null || !URL.canParse(webUrl)) return null;
  const { protocol, hostname } = new URL(webUrl);
  if (protocol !== 'https:') return null;
  return (
    <ButtonLink href={webUrl}>Open in {hostname === 'portal.azure.com' ? 'Sentinel' : 'Defender'}</ButtonLink>
  );
}
