import { z } from 'zod';
import type { PersonActor } from '../../../custody/actor.ts';
import { CustodyError } from '../../../custody/custody-error.ts';
import type { CustodyEvent } from '../../../custody/custody-event.ts';
import { minuteWords } from '../../../custody/minute-words.ts';
import type { ProposalNeeds } from '../../../custody/proposal.ts';
import { maySeeIncident } from '../../../custody/visibility.ts';
import type { ProposalRecord } from '../../../ports/proposal-desk.ts';
import { demandWords } from '../../../posture/control.ts';
import type { ControlState } from '../../../posture/evaluate-control.ts';
import { controlPlace } from '../../posture/control-part.ts';
import type { ProcedureContext } from '../../procedure.ts';
import type { KindOfProposal } from '../proposal-kind.ts';
import { proposing } from '../propose.ts';

const longestDays = 90;
const dayMs = 86_400_000;

const exceptionSchema = z.strictObject({
  control: z.string().min(1).max(2_000),
  days: z.coerce.number().int().min(1, 'At least a day.').max(longestDays, `${longestDays} days at most.`),
});

/** What was agreed: this control may say this very value until then. */
const agreedSchema = z.object({ control: z.string(), raw: z.string(), until: z.iso.datetime() });

/** Two others than who asks, one of all a controller. Needs no two controllers: that there are two may itself be what fails. */
const needs: ProposalNeeds = {
  deciders: 2,
  roles: ['lead', 'controller'],
  oneOf: 'controller',
  proposerRoles: ['lead', 'controller'],
  excluded: [],
  stepUpMinutes: 15,
  twoControllers: false,
  waitingDays: 7,
};

/** A control of Azure that fails, and may do so for a while as long as it says exactly what it says now. */
export const postureExceptionKind: KindOfProposal<z.infer<typeof exceptionSchema>> = {
  kind: 'posture-exception',
  permission: 'posture.propose-exception',
  input: exceptionSchema,
  records: ['posture.excepted'],
  async prepare(context, actor, { control, days }) {
    const { state, incidentId } = await visibleControl(context, actor, control);
    if (state.verdict !== 'fail')
      throw new CustodyError('conflict', 'Only a control that fails now can be excepted.');
    const until = new Date(Date.now() + days * dayMs).toISOString();
    const demand = demandWords(state.control);
    const place = controlPlace(state.control);
    return {
      ...{ key: control, subject: null, subjects: [], incidentId, needs },
      title: `Exception from a control of Azure: ${demand}`,
      before: { verdict: state.verdict, raw: state.raw },
      after: { control, raw: state.raw, until },
      changes: [
        { field: `${demand} ${place}`, before: 'fails', after: 'excepted' },
        { field: 'Only while Azure says', before: null, after: state.raw },
        { field: 'Until', before: null, after: minuteWords(until) },
      ],
    };
  },
  async apply(desk, proposal) {
    const { control, raw, until } = agreedSchema.parse(proposal.after);
    const now = await desk.postureState(control);
    if (now === null || now.raw !== raw || Date.parse(until) <= Date.now())
      throw new CustodyError(
        'conflict',
        `${proposal.number} is about a value that Azure no longer gives, or its time is over. Refuse it.`,
      );
    return [exceptedEvent(proposal, now, until)];
  },
};

export const proposePostureException = proposing(postureExceptionKind);

function exceptedEvent(
  { id, number, subject, subjects, incidentId, proposer, reason, authority }: ProposalRecord,
  { key, control, raw }: ControlState,
  until: string,
): CustodyEvent<'posture.excepted'> {
  const incident = incidentId === null ? [] : [`incident:${incidentId}`];
  return {
    type: 'posture.excepted',
    stream: subject,
    subjects: [...new Set([`proposal:${id}`, ...incident, ...subjects])],
    ...{ reason, authority },
    detail: {
      ...{ proposalId: id, number, control: key, raw, until },
      ...{ demand: demandWords(control), place: controlPlace(control), proposedBy: proposer.objectId },
    },
  };
}

/** A control of a container is shown to whoever may see its incident, and exists for nobody else. */
async function visibleControl(
  { register }: ProcedureContext,
  actor: PersonActor,
  key: string,
): Promise<{ readonly state: ControlState; readonly incidentId: string | null }> {
  const state = await register.postureState(key);
  if (state === null) throw unknownControl();
  const [, container = null] = /\/containers\/([^/]+)$/i.exec(controlPlace(state.control)) ?? [];
  if (container === null) return { state, incidentId: null };
  const sealed = (await register.sealedContainers()).find((one) => one.container === container);
  const incident = sealed === undefined ? null : await register.look.incident(sealed.incidentId);
  if (sealed === undefined || incident === null || !maySeeIncident(actor, incident)) throw unknownControl();
  return { state, incidentId: sealed.incidentId };
}

function unknownControl(): CustodyError {
  return new CustodyError('not-found', 'There is no such control, or you may not see it.');
}
