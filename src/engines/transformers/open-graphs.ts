/** Memory that can be given back at once; young browsers have it. */
interface Transferable {
  transfer?(length: number): unknown;
}

/** The session options that are looked at; the others go through as they are. */
interface Options {
  readonly executionProviders?: readonly (string | { readonly name: string })[];
}

const onChip = ({ executionProviders = [] }: Options) =>
  executionProviders.some((one) => (typeof one === 'string' ? one : one.name) !== 'wasm');

/**
 * Opens graphs as `create` does, sooner on the processor. In its usual mode the runtime looks for every
 * tensor whether the memory of an earlier one would do, in a time that grows with the square of a
 * graph: of 2.2 s for Piper's 2,500 nodes 1.4 were that. The other mode leaves it out; with one thread
 * between operators it computes the same in the same order.
 */
export function quicklyPlanned<Create extends (...given: never[]) => Promise<unknown>>(
  create: Create,
): Create {
  const open = (...[weights, options, ...rest]: readonly unknown[]) => {
    const asked = typeof options === 'object' && options !== null ? (options as Options) : null;
    const told = asked && !onChip(asked) ? { executionMode: 'parallel', ...asked } : options;
    return create(...([weights, told, ...rest] as Parameters<Create>));
  };
  return open as unknown as Create;
}

/**
 * Opens graphs as `create` does, and lets go of the memory that a file was read into: the runtime
 * has copied it by then. The collector does not feel its weight and would leave a copy of every
 * file for half a minute. The bytes that were given cannot be read afterwards.
 */
export function lettingGo<Create extends (...given: never[]) => Promise<unknown>>(
  create: Create,
): Create {
  const open = async (...given: Parameters<Create>) => {
    const session = await create(...given);
    const [weights] = given as readonly unknown[];
    if (weights instanceof Uint8Array) (weights.buffer as Transferable).transfer?.(0);
    return session;
  };
  return open as Create;
}
