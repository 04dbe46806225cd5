import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

// One script and one style sheet under fixed names: the server answers them with an ETag, so a new build is seen at once.
export default defineConfig({
  root: 'client',
  publicDir: 'public',
  plugins: [react()],
  build: {
    outDir: '../dist/client',
    emptyOutDir: true,
    modulePreload: false,
    assetsInlineLimit: 0,
    rolldownOptions: {
      input: 'client/main.tsx',
      output: {
        entryFileNames: 'forum.js',
        chunkFileNames: '[name].js',
        assetFileNames: (asset) => (asset.names[0]?.endsWith('.css') ? 'forum.css' : '[name][extname]'),
      },
    },
  },
});
