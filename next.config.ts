import type { NextConfig } from 'next';

const config: NextConfig = {
  poweredByHeader: false,
  reactStrictMode: true,
  images: { unoptimized: true }, // no optimiser route: it is attack surface that nothing here needs
  serverExternalPackages: ['pg', 'pg-boss', 'pino', '@prisma/adapter-pg', '@prisma/client'],
  experimental: {
    authInterrupts: true, // forbidden() and its page
    serverActions: { bodySizeLimit: '256kb' },
  },
};

export default config;
