/** Messages to the worker that runs voice detection, in the order they must be done. */
export type VadRequest =
  | {
      readonly type: 'load';
      readonly id: number;
      /** Addresses of the model file and of the folder of ONNX Runtime's own files. */
      readonly modelUrl: string;
      readonly runtimeUrl: string;
    }
  | { readonly type: 'frame'; readonly id: number; readonly samples: Float32Array }
  | { readonly type: 'reset' };

/** Each `load` and `frame` has one reply with its id. `probability` is 0 for `load`. */
export type VadReply =
  | { readonly type: 'done'; readonly id: number; readonly probability: number }
  | { readonly type: 'failed'; readonly id: number; readonly message: string };
