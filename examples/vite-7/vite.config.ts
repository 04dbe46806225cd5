import { safeUploadAssets } from '@safeupload/sdk/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  // The forum's pages are elsewhere on the same site.
  base: '/compose/',
  build: { outDir: 'dist/compose' },
  plugins: [react(), safeUploadAssets()],
});
