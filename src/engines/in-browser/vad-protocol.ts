/** What the page asks of the worker that runs voice detection; done in the order it was asked. */
export type VadRequest =
  | {
      readonly type: 'load';
      /** Absolute address of the model file. */
      readonly modelUrl: string;
    }
  | { readonly type: 'frame'; readonly samples: Float32Array }
  | { readonly type: 'reset' };

/** The probability of speech, 0..1; 0 for what is no frame. */
export type VadAnswer = number;
