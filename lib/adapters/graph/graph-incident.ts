import { z } from 'zod';

const azureResource = z.object({
  '@odata.type': z.literal('#microsoft.graph.security.azureResourceEvidence'),
  resourceId: z.string(),
});
const device = z.object({
  '@odata.type': z.literal('#microsoft.graph.security.deviceEvidence'),
  mdeDeviceId: z.string().nullish(),
  deviceDnsName: z.string().nullish(),
  osPlatform: z.string().nullish(),
  healthStatus: z.string().nullish(),
  vmMetadata: z.object({ resourceId: z.string().nullish() }).nullish(),
});
const other = z.object({ '@odata.type': z.string() });

const alert = z.object({
  id: z.string(),
  title: z.string().nullish(),
  severity: z.string().nullish(),
  category: z.string().nullish(),
  description: z.string().nullish(),
  firstActivityDateTime: z.string().nullish(),
  createdDateTime: z.string(),
  evidence: z.array(z.union([azureResource, device, other])).nullish(),
});

const incident = z.object({
  id: z.string(),
  displayName: z.string().nullish(),
  severity: z.string().nullish(),
  status: z.string().nullish(),
  classification: z.string().nullish(),
  assignedTo: z.string().nullish(),
  incidentWebUrl: z.string().nullish(),
  createdDateTime: z.string(),
  lastUpdateDateTime: z.string(),
  alerts: z.array(alert).nullish(),
});

/** One page of GET /v1.0/security/incidents?$expand=alerts; fields we do not use are dropped. */
export const incidentPage = z.object({ value: z.array(incident), '@odata.nextLink': z.string().optional() });

export type GraphIncident = z.infer<typeof incident>;
export type GraphAlert = z.infer<typeof alert>;
export type GraphAzureResource = z.infer<typeof azureResource>;
export type GraphDevice = z.infer<typeof device>;
