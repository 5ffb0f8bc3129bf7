'use server';

import { revokeSessions } from '@/lib/procedures/session/revoke-sessions.ts';
import { changeSettings } from '@/lib/procedures/settings/change-settings.ts';
import { describeOrganisation } from '@/lib/procedures/settings/describe-organisation.ts';
import { action } from '@/lib/web/action.ts';

export const changeSettingsAction = action(changeSettings);
export const describeOrganisationAction = action(describeOrganisation);
export const revokeSessionsAction = action(revokeSessions);
