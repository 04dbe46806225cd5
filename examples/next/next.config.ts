import type { NextConfig } from 'next';

const server = process.env.SAFEUPLOAD_SERVER ?? 'http://localhost:8787';

const config: NextConfig = {
  reactStrictMode: true,
  // The server of `npx safeupload serve --development`, under the page's own origin.
  rewrites: async () => [{ source: '/upload/:path*', destination: `${server}/upload/:path*` }],
};

export default config;
