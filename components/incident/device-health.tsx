import { StatusPill } from '@/components/ui/status-pill.tsx';
import { sourceWords } from './source-words.ts';

/** What Defender says of a device's sensor, in its own words; Unknown is never green. */
export function DeviceHealth({ health }: { health: string | null }) {
  switch (health?.toLowerCase().replaceAll('-', '')) {
    case 'active':
      return <StatusPill status="sealed" note="Active" />;
    case 'inactive':
    case 'impairedcommunication':
    case 'nosensordata':
    case 'nosensordataimpairedcommunication':
      return <StatusPill status="not-exportable" note={sourceWords(health ?? '')} />;
    default:
      return <StatusPill status="unknown" />;
  }
}
