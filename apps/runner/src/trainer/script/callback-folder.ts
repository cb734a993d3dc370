import { fileURLToPath } from 'node:url';

/** The folder with the Python package `ratebook_callback`: beside the runner's code, built or not. */
export const CALLBACK_FOLDER = fileURLToPath(new URL('../../../worker/src', import.meta.url));
