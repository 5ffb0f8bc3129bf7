import type { ProposalNeeds } from '../../custody/proposal.ts';

/** What every change of a control needs: proposed by one of the two controllers, confirmed by the other. */
export const controllerNeeds: ProposalNeeds = {
  deciders: 1,
  roles: ['controller'],
  oneOf: null,
  proposerRoles: ['controller'],
  excluded: [],
  stepUpMinutes: 15,
  twoControllers: true,
  waitingDays: 7,
};
