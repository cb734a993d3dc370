import { CommandFailure, EXIT } from '../failure.js';
import { getKeypair } from '../keys/key-store.js';
import { requireSession, withToken } from '../keys/session.js';
import { findParcel, send, waitingParcels } from '../outbox/outbox.js';
import type { CommandContext } from './context.js';
import { LICENCE_LINE } from './submit-job.js';

/** `ratebook submit [ID]`: sends what waits in the outbox, or one submission again. One refused does not stop the others. */
export async function submitCommand(
  { environment, output, registry }: CommandContext,
  id: string | null,
): Promise<void> {
  const parcels = id === null ? await waitingParcels(environment.home) : [await findParcel(environment.home, id)];
  if (parcels.length === 0) {
    output.line('Nothing waits in the outbox.');
    output.result({ sent: [], refused: [] });
    return;
  }
  const session = await requireSession(environment.home, registry);
  const key = await getKeypair(environment.home);
  output.line(LICENCE_LINE);
  const sent: string[] = [];
  const refused: { readonly id: string; readonly message: string; readonly codes: readonly string[] }[] = [];
  for (const parcel of parcels) {
    try {
      const { isDuplicate } = await withToken(environment.home, registry, session, (token) =>
        send(environment.home, parcel, registry, key, token),
      );
      sent.push(parcel.id);
      output.line(`${parcel.id.slice(0, 12)}  ${isDuplicate ? 'the registry had it already' : 'received'}`);
    } catch (error) {
      if (!(error instanceof CommandFailure)) throw error;
      if (error.exitCode !== EXIT.failed) {
        error.answer = { sent, refused };
        throw error;
      }
      refused.push({ id: parcel.id, message: error.message, codes: error.codes });
      output.line(`${parcel.id.slice(0, 12)}  refused: ${error.message}`);
    }
  }
  if (refused.length > 0) {
    const failure = new CommandFailure(
      `${String(refused.length)} of ${String(parcels.length)} refused; what was refused stays in the outbox.`,
      EXIT.failed,
      [...new Set(refused.flatMap(({ codes }) => codes))],
    );
    failure.answer = { sent, refused };
    throw failure;
  }
  output.result({ sent, refused });
}
