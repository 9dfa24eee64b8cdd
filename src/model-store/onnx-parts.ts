import { readWhole } from './frugal-response.ts';
import type { ModelFiles } from './model-files.ts';

/** What `InferenceSession.create` of onnxruntime-web takes: the graph, and its external data. */
export interface OnnxParts {
  readonly model: Uint8Array<ArrayBuffer>;
  /** Goes into `options.externalData`; Blobs, so that each is read when the session wants it. */
  readonly externalData: { path: string; data: Blob }[];
}

/**
 * A graph with all files of external data that lie beside it (`model.onnx_data`,
 * `model.onnx_data_1`, …).
 */
export async function readOnnxParts(files: ModelFiles, path: string): Promise<OnnxParts> {
  const model = await readWhole((await files.blob(path)) ?? new Blob());
  const folder = path.slice(0, path.lastIndexOf('/') + 1);
  const externalData: OnnxParts['externalData'] = [];
  for (const other of files.paths) {
    if (!other.startsWith(`${path}_data`)) continue;
    const data = await files.blob(other);
    if (data) externalData.push({ path: other.slice(folder.length), data });
  }
  return { model, externalData };
}
