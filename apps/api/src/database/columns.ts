import { bigint, customType, doublePrecision, timestamp } from 'drizzle-orm/pg-core';

/** The inner key of a table; the public never sees it (contracts.md 2). */
export const innerKey = () => bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity();

/** A column that points to another table's inner key. */
export const keyOf = (name: string) => bigint(name, { mode: 'number' });

/** A whole number that may exceed 31 bits: seeds, counts of examples and tokens. */
export const wholeNumber = (name: string) => bigint(name, { mode: 'number' });

export const realNumber = (name: string) => doublePrecision(name);

export const instant = (name: string) => timestamp(name, { withTimezone: true, precision: 3 });

/** What full-text search looks at. */
export const searchVector = customType<{ data: string }>({ dataType: () => 'tsvector' });
