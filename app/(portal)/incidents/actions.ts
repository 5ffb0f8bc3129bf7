'use server';

import { addMachine } from '@/lib/procedures/incident/add-machine.ts';
import { closeIncident } from '@/lib/procedures/incident/close-incident.ts';
import { grantMembership } from '@/lib/procedures/incident/grant-membership.ts';
import { openIncident } from '@/lib/procedures/incident/open-incident.ts';
import { reopenIncident } from '@/lib/procedures/incident/reopen-incident.ts';
import { writeNote } from '@/lib/procedures/incident/write-note.ts';
import { action } from '@/lib/web/action.ts';

export const openIncidentAction = action(openIncident);
export const closeIncidentAction = action(closeIncident);
export const reopenIncidentAction = action(reopenIncident);
export const addMachineAction = action(addMachine);
export const writeNoteAction = action(writeNote);
export const grantMembershipAction = action(grantMembership);
