import { join } from 'node:path';
import { readdir, rm } from 'node:fs/promises';
import { z } from 'zod';
import { findJson, findText, makeFolder } from '../files/folder.js';
import { writeFileWhole } from '../files/write-file-whole.js';
import { TRAINER_ERROR_CODES } from '../trainer/protocol.js';
import type { AskDocument } from './ask.js';

const FaultSchema = z.object({
  code: z.enum([...TRAINER_ERROR_CODES, 'run.changed', 'ray.folder']),
  message: z.string(),
  hint: z.string(),
});
export type RayFault = z.infer<typeof FaultSchema>;

/** What became of an ask: stopped where it was asked to, failed, or so that no other can be trained either. */
const AnswerSchema = z.object({ outcome: z.enum(['stopped', 'failed', 'refused']), fault: FaultSchema.nullable() });
export type RayAnswer = z.infer<typeof AnswerSchema>;

const DriverEventSchema = z.object({
  sequence: z.int().nonnegative(),
  event: z.string(),
  ask: z.string().nullish(),
  fault: FaultSchema.nullish(),
  isGivenUp: z.boolean().optional(),
});
export type DriverEvent = z.infer<typeof DriverEventSchema>;

const SettingSchema = z.object({
  nonce: z.uuid(),
  attempt: z.int().positive(),
  cpus: z.number(),
  gpus: z.number(),
  microBatch: z.number().nullable(),
});
/** What of a job's setting tells whether it can be taken up again. */
export type RaySetting = z.infer<typeof SettingSchema>;

const SETTING_FILE = 'setting.json';
const FOLDERS = ['asks', 'answers', 'faults', 'unwanted'] as const;

/**
 * The folder in which runner and driver leave each other files, each whole; ratebook_ray/mailbox.py is its other side. The
 * setting's nonce says whose it is: what a driver is asked and answers lies in a folder of that name, so that no driver
 * reads or answers what another was asked. One whose nonce is not the setting's any more trains nothing.
 */
export class Mailbox {
  readonly folder: string;
  private box = '';

  constructor(folder: string) {
    this.folder = folder;
  }

  /** Makes it another driver's: says what all its trainings have in common, and puts away what earlier ones were asked. */
  async begin(setting: RaySetting & Readonly<Record<string, unknown>>): Promise<void> {
    this.box = setting.nonce;
    for (const name of FOLDERS) await makeFolder(join(this.folder, this.box, name));
    await this.writeAt(SETTING_FILE, setting);
    const entries = await readdir(this.folder, { withFileTypes: true });
    for (const entry of entries.filter((one) => one.isDirectory() && one.name !== this.box))
      // An earlier driver that still ends may write there.
      await rm(join(this.folder, entry.name), { recursive: true, force: true }).catch(() => undefined);
  }

  /** Goes on with the driver whose it is. */
  takeUp({ nonce }: RaySetting): void {
    this.box = nonce;
  }

  /** Asks for a training, unless it is asked for already and not answered yet. */
  async ask(name: string, document: AskDocument): Promise<void> {
    const isOpen = (await this.read(`asks/${name}.json`)) !== undefined && (await this.findAnswer(name)) === null;
    if (isOpen) return;
    // First the ask goes, then its answer: an old ask without its answer would be trained at once.
    await this.takeAway(name);
    await this.write(`asks/${name}.json`, document);
  }

  async findAnswer(name: string): Promise<RayAnswer | null> {
    const parsed = AnswerSchema.safeParse(await this.read(`answers/${name}.json`));
    return parsed.success ? parsed.data : null;
  }

  /** An ask that was answered, or that nobody waits for. */
  async takeAway(name: string): Promise<void> {
    for (const folder of ['asks', 'unwanted', 'faults', 'answers'])
      await rm(join(this.folder, this.box, folder, `${name}.json`), { force: true });
  }

  /** Lets a training stop at its next evaluation. */
  async unwant(name: string): Promise<void> {
    await this.write(`unwanted/${name}.json`, {});
  }

  /** Nothing is asked any more: the driver ends. */
  async close(): Promise<void> {
    await this.write('closed', {});
  }

  /** What a driver has said so far; a line that it is still writing is left for the next time. */
  async driverEvents(attempt: number): Promise<readonly DriverEvent[]> {
    const text = (await findText(join(this.folder, `driver-${String(attempt)}.jsonl`))) ?? '';
    return text
      .split('\n')
      .slice(0, -1)
      .flatMap((line) => {
        const parsed = DriverEventSchema.safeParse(findJson(line));
        return parsed.success ? [parsed.data] : [];
      });
  }

  /** Of the last job that was submitted from here, or was about to be; null where none was. */
  async findSetting(): Promise<RaySetting | null> {
    const parsed = SettingSchema.safeParse(await this.readAt(SETTING_FILE));
    return parsed.success ? parsed.data : null;
  }

  /** Whether its driver was told that nothing comes any more. */
  async isClosed(): Promise<boolean> {
    return (await this.read('closed')) !== undefined;
  }

  private write(name: string, value: unknown): Promise<void> {
    return this.writeAt(join(this.box, name), value);
  }

  private read(name: string): Promise<unknown> {
    return this.readAt(join(this.box, name));
  }

  private async writeAt(name: string, value: unknown): Promise<void> {
    await writeFileWhole(join(this.folder, name), `${JSON.stringify(value)}\n`);
  }

  private async readAt(name: string): Promise<unknown> {
    const text = await findText(join(this.folder, name));
    return text === null ? undefined : findJson(text);
  }
}
