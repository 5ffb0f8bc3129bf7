import { type ActionType, isOpen } from './action-record.ts';
import { DefenderError } from './defender-error.ts';
import type { DefenderState } from './defender-state.ts';
import { type FixtureDevice, isWindows } from './device.ts';

const mostLiveResponses = 25;

/**
 * Throws Defender's refusal of an action that cannot begin on this device now. Sources: Microsoft, "Run live response
 * commands on a device" (limitations), the pages of the other actions, common REST API error codes. What Defender
 * answers to isolating twice, or releasing what is not isolated, is not documented.
 */
export function refuseUnfitAction(
  state: DefenderState,
  device: FixtureDevice,
  type: ActionType,
  scope: string | null,
): void {
  refuseUnfitDevice(device, type, scope);
  switch (type) {
    case 'LiveResponse':
      refuseLiveResponse(state, device);
      return;
    case 'Isolate':
      if (device.isolated) throw active('The machine is already isolated.');
      refuseSecond(state, device, type);
      return;
    case 'Unisolate':
      if (!device.isolated) throw new DefenderError(400, 'BadRequest', 'The machine is not isolated.');
      refuseSecond(state, device, type);
      return;
    case 'CollectInvestigationPackage':
    case 'RunAntiVirusScan':
    case 'RestrictCodeExecution':
    case 'UnrestrictCodeExecution':
      refuseSecond(state, device, type);
      return;
    case 'StopAndQuarantineFile': // several files may be on their way at once
      return;
  }
}

function refuseUnfitDevice(device: FixtureDevice, type: ActionType, scope: string | null): void {
  const windowsOnly = ['StopAndQuarantineFile', 'RestrictCodeExecution', 'UnrestrictCodeExecution'];
  const needsAgent = type === 'LiveResponse' || type === 'CollectInvestigationPackage';
  const unsupported =
    device.onboarding !== 'onboarded' ||
    (needsAgent && device.platform === 'WindowsServer2016') ||
    ((windowsOnly.includes(type) || (type === 'Isolate' && scope === 'Selective')) && !isWindows(device));
  if (unsupported)
    throw new DefenderError(
      400,
      'OsPlatformNotSupported',
      `OS Platform ${device.platform} is not supported for this action.`,
    );
  if (needsAgent && device.outdated)
    throw new DefenderError(
      400,
      'ClientVersionNotSupported',
      `Client version ${device.agentVersion} is not supported for this action.`,
    );
}

function refuseLiveResponse(state: DefenderState, device: FixtureDevice): void {
  const { liveResponse, liveResponseForServers } = state.features;
  const isServer = device.platform.startsWith('WindowsServer');
  if (!liveResponse || (isServer && !liveResponseForServers))
    throw new DefenderError(403, 'DisabledFeature', 'Live response is not enabled for this tenant.');
  if (!device.group.automation)
    throw new DefenderError(
      403,
      'DisallowedOperation',
      "This device has no automation level assigned to it. You'll need to at least enable the minimum Remediation Level for a given Device Group.",
    );
  if (device.busy) throw active('A live response session is already active on this machine.');
  refuseSecond(state, device, 'LiveResponse');
  const open = state.actions.filter((one) => one.type === 'LiveResponse' && isOpen(one));
  if (open.length >= mostLiveResponses)
    throw new DefenderError(
      429,
      'TooManyRequests',
      `There are already ${mostLiveResponses} live response sessions running.`,
      30,
    );
}

function refuseSecond(state: DefenderState, device: FixtureDevice, type: ActionType): void {
  const running = state.actions.some((one) => one.deviceId === device.id && one.type === type && isOpen(one));
  if (running) throw active('Action is already in progress');
}

function active(message: string): DefenderError {
  return new DefenderError(400, 'ActiveRequestAlreadyExists', message);
}
