import * as v from 'valibot';

/** The body of `POST /api/fetch`. */
export const fetchRequest = v.object({ model: v.string(), variant: v.string() });
