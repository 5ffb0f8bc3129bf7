import { CustodyError } from '../../custody/custody-error.ts';
import type { LiveResponseStep } from '../../custody/live-response.ts';
import type { DeviceCollector } from '../../ports/device-response.ts';
import { askForAction, cancelAction } from './ask-for-action.ts';
import { defender, type ServiceConfig } from './counted-service.ts';

/**
 * Collects from devices. Source: Microsoft Learn, "Collect investigation package", "Run live response commands",
 * "Cancel machine action".
 */
export function defenderDeviceCollector(config: ServiceConfig): DeviceCollector {
  const service = defender(config);
  return {
    collectPackage(deviceId, comment, signal) {
      const verb = 'collectInvestigationPackage';
      const doing = 'collect an investigation package';
      return askForAction(service, { deviceId, verb, doing, body: { Comment: comment } }, signal);
    },
    async runLiveResponse(deviceId, steps, comment, signal) {
      inOrder(steps);
      const body = { Commands: steps.map(commandOf), Comment: comment };
      const doing = 'run a live response';
      return await askForAction(service, { deviceId, verb: 'runliveresponse', doing, body }, signal);
    },
    cancel: (actionId, comment, signal) => cancelAction(service, actionId, comment, signal),
  };
}

const places = { PutFile: 0, RunScript: 1, GetFile: 2 } as const;

/** Defender takes them in this order only, and at least one. */
function inOrder(steps: readonly LiveResponseStep[]): void {
  const order = steps.map(({ type }) => places[type]);
  if (steps.length > 0 && order.every((place, index) => place >= (order[index - 1] ?? 0))) return;
  throw new CustodyError(
    'invalid-input',
    'A live response puts files first, then runs scripts, then gets files.',
  );
}

function commandOf(step: LiveResponseStep): object {
  switch (step.type) {
    case 'PutFile':
      return { type: step.type, params: [{ key: 'FileName', value: step.fileName }] };
    case 'RunScript': {
      const args = step.args === null ? [] : [{ key: 'Args', value: step.args }];
      return { type: step.type, params: [{ key: 'ScriptName', value: step.scriptName }, ...args] };
    }
    case 'GetFile':
      return { type: step.type, params: [{ key: 'Path', value: step.path }] };
  }
}
