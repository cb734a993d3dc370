import { open, rename } from 'node:fs/promises';

/** Writes a file that is there whole or not at all, also after a power cut: to a side file, synced, then renamed. */
export async function writeFileWhole(path: string, content: Uint8Array | string): Promise<void> {
  const sidePath = `${path}.part`;
  const file = await open(sidePath, 'w');
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(sidePath, path);
}
