import { createHash } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Checkpoint } from '../protocol.js';
import { TrainerError } from '../trainer.js';
import { writeFileWhole } from '../../files/write-file-whole.js';

/** Everything that the next update depends on and that is not in the start message. */
export interface TrainingState {
  /** Updates done; the position in the batch order follows from it. */
  readonly t: number;
  readonly parameters: Float32Array;
  /** The optimiser's vectors, each as long as `parameters`. */
  readonly states: readonly Float32Array[];
}

/** Which training a checkpoint belongs to: resuming any other one from it is refused. */
export interface CheckpointOwner {
  readonly net: string;
  readonly recipe: unknown;
  readonly seed: number;
  readonly dataSeed: number;
}

interface CheckpointHeader {
  readonly format: 'ratebook-checkpoint/1';
  readonly owner: CheckpointOwner;
  readonly t: number;
  readonly parameterCount: number;
  readonly stateCount: number;
}

/** Writes `<directory>/checkpoint-<t>.bin`: a line of JSON, then parameters and states as little-endian float32. */
export async function writeCheckpoint(
  directory: string,
  owner: CheckpointOwner,
  state: TrainingState,
): Promise<Checkpoint> {
  const header: CheckpointHeader = {
    format: 'ratebook-checkpoint/1',
    owner,
    t: state.t,
    parameterCount: state.parameters.length,
    stateCount: state.states.length,
  };
  const bytes = Buffer.concat([
    Buffer.from(`${JSON.stringify(header)}\n`),
    ...[state.parameters, ...state.states].map(float32Bytes),
  ]);
  const path = checkpointPath(directory, state.t);
  await writeFileWhole(path, bytes);
  return { t: state.t, path, sha256: createHash('sha256').update(bytes).digest('hex') };
}

/** Removes the checkpoint of `t` updates, if it is there. */
export async function removeCheckpoint(directory: string, t: number): Promise<void> {
  await rm(checkpointPath(directory, t), { force: true });
}

/**
 * Reads a checkpoint back, bit for bit. Throws a `TrainerError`: `data-missing` where the file is gone, `digest-mismatch`
 * where it has changed or belongs to another training.
 */
export async function readCheckpoint(checkpoint: Checkpoint, owner: CheckpointOwner): Promise<TrainingState> {
  const bytes = await readFile(checkpoint.path).catch((cause: unknown) => {
    throw new TrainerError(
      'data-missing',
      `The checkpoint ${checkpoint.path} could not be read.`,
      'Start the run again without it.',
      { cause },
    );
  });
  if (createHash('sha256').update(bytes).digest('hex') !== checkpoint.sha256) {
    throw new TrainerError(
      'digest-mismatch',
      `The checkpoint ${checkpoint.path} has changed since it was written.`,
      'Start the run again without it.',
    );
  }
  const headerEnd = bytes.indexOf('\n');
  const header = JSON.parse(bytes.toString('utf8', 0, headerEnd)) as CheckpointHeader;
  if (JSON.stringify(header.owner) !== JSON.stringify(owner) || header.t !== checkpoint.t) {
    throw new TrainerError(
      'digest-mismatch',
      `The checkpoint ${checkpoint.path} belongs to another training.`,
      'Resume with the seeds, recipe and net that it was written with.',
    );
  }
  const vectors = Array.from({ length: 1 + header.stateCount }, (_, index) =>
    float32Vector(bytes, headerEnd + 1 + 4 * index * header.parameterCount, header.parameterCount),
  );
  const [parameters = new Float32Array(), ...states] = vectors;
  return { t: header.t, parameters, states };
}

/** Little-endian bytes of a float32 vector, on every machine. */
export function float32Bytes(values: Float32Array): Buffer {
  const bytes = Buffer.alloc(4 * values.length);
  for (const [index, value] of values.entries()) bytes.writeFloatLE(value, 4 * index);
  return bytes;
}

function float32Vector(bytes: Buffer, offset: number, length: number): Float32Array {
  return Float32Array.from({ length }, (_, index) => bytes.readFloatLE(offset + 4 * index));
}

function checkpointPath(directory: string, t: number): string {
  return join(directory, `checkpoint-${String(t)}.bin`);
}
