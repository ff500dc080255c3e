import * as v from 'valibot';
import { isStoredPath } from './storedPath';

/** Accepts what {@link isStoredPath} accepts. */
export const storedPathSchema = v.custom<string>(isStoredPath);
