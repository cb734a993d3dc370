import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { printRegistrySchema } from '../graphql/schema.js';

/** What site and runner are typed from. */
export const SCHEMA_FILE = fileURLToPath(new URL('../../schema.graphql', import.meta.url));

/** Writes schema.graphql anew from the resolver classes. */
export async function printSchema(): Promise<void> {
  await writeFile(SCHEMA_FILE, printRegistrySchema());
}

/** Whether the committed schema.graphql is what the classes give. */
export async function isSchemaFresh(): Promise<boolean> {
  return (await readFile(SCHEMA_FILE, 'utf8')) === printRegistrySchema();
}
