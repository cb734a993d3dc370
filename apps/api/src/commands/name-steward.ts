import type { RegistryParts } from '../registry-parts.js';

/** Names an account a steward. Whoever runs the server names the first; the account signs in before. */
export async function nameSteward(registry: RegistryParts, handle: string): Promise<void> {
  const account = await registry.accounts.findByHandle(handle);
  if (!account)
    throw new Error(`There is no account ${handle}. It appears when its owner signs in: ratebook login ${handle}`);
  await registry.accounts.markSteward(account.id);
  registry.events.stewardNamed(handle);
}
