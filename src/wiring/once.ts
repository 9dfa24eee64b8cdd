/**
 * A maker that is run at most once, when it is first asked for; a failure may be tried again, and so
 * may a null, which says that it could not be made yet.
 */
export function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | null = null;
  return () => {
    made ??= make();
    made.then(
      (value) => {
        if (value === null) made = null;
      },
      () => (made = null),
    );
    return made;
  };
}
