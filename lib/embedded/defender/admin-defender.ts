import { z } from 'zod';
import { DefenderError } from './defender-error.ts';
import type { DefenderStore } from './defender-state.ts';
import type { Fleet } from './fleet.ts';

const deviceOrder = z.object({
  device: z.string(),
  online: z.boolean().exactOptional(),
  lowPower: z.boolean().exactOptional(),
  busy: z.boolean().exactOptional(),
  isolated: z.boolean().exactOptional(),
});
const featureOrder = z.object({
  liveResponse: z.boolean().exactOptional(),
  liveResponseForServers: z.boolean().exactOptional(),
  unsignedScripts: z.boolean().exactOptional(),
});
const sessionOrder = z.object({
  device: z.string(),
  person: z.string(),
  files: z.array(z.object({ path: z.string(), sha256: z.string(), bytes: z.number().int() })).default([]),
});

/**
 * What befalls devices and the tenant from outside: `PUT /defender/devices`, `PUT /defender/features`, and
 * `POST /defender/portal-sessions` for a live response of Microsoft's portal, which only the audit log has.
 * Null for any other call.
 */
export function changeDefender(
  parts: { readonly store: DefenderStore; readonly fleet: Fleet; readonly now: () => Date },
  call: string,
  body: unknown,
): object | null {
  switch (call) {
    case 'PUT /defender/devices': {
      const { device, ...to } = deviceOrder.parse(body);
      parts.fleet.change(deviceNamed(parts.fleet, device).id, to);
      return {};
    }
    case 'PUT /defender/features':
      Object.assign(parts.store.state.features, featureOrder.parse(body));
      parts.store.save();
      return parts.store.state.features;
    case 'POST /defender/portal-sessions': {
      const order = sessionOrder.parse(body);
      const common = {
        at: parts.now().toISOString(),
        deviceName: deviceNamed(parts.fleet, order.device).name,
        application: order.person,
        comment: '',
      };
      const files = order.files.map(({ path, sha256, bytes }) => ({
        ...common,
        operation: 'LiveResponseGetFile',
        more: {
          FileName: path.split(/[\\/]/).at(-1) ?? '',
          FilePath: path,
          FileSHA256: sha256,
          FileSize: bytes,
        },
      }));
      parts.store.state.audit.push({ ...common, operation: 'RunLiveResponseSession', more: {} }, ...files);
      parts.store.save();
      return {};
    }
    default:
      return null;
  }
}

function deviceNamed(fleet: Fleet, name: string) {
  const found = fleet.find(name);
  if (found === null)
    throw new DefenderError(404, 'ResourceNotFound', `The embedded tenant has no device ${name}.`);
  return found;
}
