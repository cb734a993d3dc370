/** What tests of the registry start from: `@ratebook/api/testing`. Imported by tests only. */
export { loadContent } from './content/load-content.js';
export { Contributor, type KeyPair, keysOf, type SubmitAnswer, type TicketAnswer } from './testing/contributor.js';
export { createTestDatabase, type TestDatabase } from './testing/test-database.js';
export { type Answer, type AskedRegistry, type Listed, nodesOf, type Reply } from './testing/asked-registry.js';
export { TestRegistry, type TestRegistryOptions } from './testing/test-registry.js';
export { TestClock } from './testing/test-clock.js';
