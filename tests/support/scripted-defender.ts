import { defenderDeviceCollector } from '../../lib/adapters/defender/device-collector.ts';
import { defenderDeviceResponder } from '../../lib/adapters/defender/device-responder.ts';
import { startScriptedService } from './scripted-service.ts';

export type ScriptedDefender = Awaited<ReturnType<typeof startScriptedDefender>>;

/** A scripted service, asked as Defender and Graph by the identities that act. */
export async function startScriptedDefender() {
  const service = await startScriptedService();

  const collector = () => defenderDeviceCollector(service.config);
  const responder = () => defenderDeviceResponder(service.config);

  return { ...service, collector, responder };
}
