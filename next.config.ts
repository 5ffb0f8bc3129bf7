import type { NextConfig } from 'next';

const config: NextConfig = {
  poweredByHeader: false,
  reactStrictMode: true,
  typescript: { ignoreBuildErrors: true }, // `npm run check` holds the types; a start need not wait for them again
  images: { unoptimized: true }, // no optimiser route: it is attack surface that nothing here needs
  serverExternalPackages: [
    'pg',
    'pg-boss',
    'pino',
    '@prisma/adapter-pg',
    '@prisma/client',
    'pdfkit',
    'harfbuzzjs',
    '@libpdf/core',
  ],
  experimental: {
    authInterrupts: true, // forbidden() and its page
    serverActions: { bodySizeLimit: '256kb' },
    proxyClientMaxBodySize: '22mb', // a script or tool for devices, which the route limits itself
  },
};

export default config;
