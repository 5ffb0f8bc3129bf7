import { accessExpectations } from './access-expectations.ts';
import { acquisitionExpectations } from './acquisition-expectations.ts';
import { actionExpectations } from './action-expectations.ts';
import { alarmExpectations } from './alarm-expectations.ts';
import { auditExpectations } from './audit-expectations.ts';
import { breakGlassExpectations } from './break-glass-expectations.ts';
import { bundleExpectations } from './bundle-expectations.ts';
import { consoleExpectations } from './console-expectations.ts';
import { custodyExpectations } from './custody-expectations.ts';
import { deviceExpectations } from './device-expectations.ts';
import type { Expectation } from './expectation.ts';
import { fixityExpectations } from './fixity-expectations.ts';
import { huntingExpectations } from './hunting-expectations.ts';
import { importExpectations } from './import-expectations.ts';
import { ownExpectations } from './own-expectations.ts';
import { packageExpectations } from './package-expectations.ts';
import { postureExpectations } from './posture-expectations.ts';
import { proposalExpectations } from './proposal-expectations.ts';
import { procedureExpectations, queryExpectations } from './query-expectations.ts';
import { reportExpectations } from './report-expectations.ts';
import { routeExpectations } from './route-expectations.ts';

/** All that must hold of who may do and see what. */
export const expectations: readonly Expectation[] = [
  ...procedureExpectations,
  ...queryExpectations,
  ...ownExpectations,
  ...acquisitionExpectations,
  ...accessExpectations,
  ...packageExpectations,
  ...alarmExpectations,
  ...auditExpectations,
  ...postureExpectations,
  ...fixityExpectations,
  ...proposalExpectations,
  ...breakGlassExpectations,
  ...bundleExpectations,
  ...reportExpectations,
  ...consoleExpectations,
  ...deviceExpectations,
  ...huntingExpectations,
  ...importExpectations,
  ...custodyExpectations,
  ...actionExpectations,
  ...routeExpectations,
];
