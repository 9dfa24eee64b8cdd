/** Names of chips that are simulated on the processor. */
const SOFTWARE = /swiftshader|llvmpipe|lavapipe|basic render|\bwarp\b/i;

/** What a WebGPU adapter tells of itself; browsers leave out what they like. */
export type AdapterNames = Partial<
  Pick<GPUAdapterInfo, 'vendor' | 'architecture' | 'description' | 'isFallbackAdapter'>
>;

/** Whether the chip is simulated on the processor: slower than WASM. Not every one says so itself. */
export const isSoftware = ({
  vendor = '',
  architecture = '',
  description = '',
  isFallbackAdapter = false,
}: AdapterNames): boolean =>
  isFallbackAdapter || SOFTWARE.test(`${vendor} ${architecture} ${description}`);
