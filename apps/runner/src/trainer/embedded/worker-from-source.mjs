// Where the runner runs from its sources (tests, the bench), a worker thread needs the TypeScript loader of its own.
// A build has worker.js and not this file.
import { register } from 'tsx/esm/api';

register();
await import('./worker.ts');
