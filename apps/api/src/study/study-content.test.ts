import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { exportAccount } from '../content/export-account.js';
import { loadAccounts } from '../content/load-account.js';
import { TestRegistry } from '../testing.js';

describe('a study among the content', () => {
  const folder = mkdtempSync(join(tmpdir(), 'study-content-'));
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  const STUDY = `query ($id: String!) { study(id: $id) { problem because searchUpdates confirmationUpdates
    gain { seeds mean } winner { position run { id } arm { hash searchUpdates } }
    trials { edges { node { position status until prunedBecause readings { t loss metric } } } } } }`;

  it('is exported with its plan, and read back alike by the registry that loads it', async () => {
    const first = await TestRegistry.start();
    const second = await TestRegistry.start();
    try {
      const ada = await first.signIn('ada');
      const study = await ada.forgeStudy();
      await ada.submit(study);
      await first.work();
      expect(await exportAccount(first.parts, 'ada', join(folder, 'ada'))).toBe(1);
      expect(await loadAccounts(second.parts, folder)).toBe(1);
      const [exported, loaded] = await Promise.all(
        [first, second].map((registry) =>
          registry.data<{ study: { problem: string | null } }>(STUDY, { id: study.id }),
        ),
      );
      expect(exported?.study.problem).toBeNull();
      expect(loaded).toEqual(exported);
    } finally {
      await Promise.all([first.close(), second.close()]);
    }
  });
});
