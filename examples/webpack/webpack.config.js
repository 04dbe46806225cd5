import { fileURLToPath } from 'node:url';

export default {
  mode: 'production',
  entry: './src/main.jsx',
  output: {
    path: fileURLToPath(new URL('./public/build', import.meta.url)),
    publicPath: '/build/',
    clean: true,
  },
  module: {
    rules: [
      { test: /\.jsx$/, loader: 'esbuild-loader', options: { jsx: 'automatic' } },
      { test: /\.css$/, use: ['style-loader', 'css-loader'] },
    ],
  },
};
