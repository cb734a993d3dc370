export type { ImportedPolicy } from './importer.js';
