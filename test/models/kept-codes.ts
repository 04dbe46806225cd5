import type { LayersModel } from '../../models/build/layers-model.mjs';
import { decodeModel } from '../../models/build/onnx/codec.mjs';

/**
 * For each kernel of a layers model how often each of the 256 codes occurs, in the source and in the ONNX file made of it. The
 * order differs (ONNX wants output channels first), the codes must not.
 */
export function codesKept(
  source: LayersModel,
  file: Uint8Array,
): { name: string; codes: Uint32Array; kept: Uint32Array }[] {
  const { graph } = decodeModel(file);
  return [...source.weights]
    .filter(([name]) => name.endsWith('kernel'))
    .map(([name, { codes }]) => {
      const inFile = `${name.replace('depthwise_kernel', 'kernel')}/codes`;
      const kept = graph.initializer.find((tensor) => tensor.name === inFile)?.rawData ?? [];
      return { name, codes: histogram(codes), kept: histogram(kept) };
    });
}

function histogram(codes: Iterable<number>): Uint32Array {
  const counts = new Uint32Array(256);
  for (const code of codes) counts[code] = (counts[code] ?? 0) + 1;
  return counts;
}
