import type { Connection } from '../database/client.js';

export type TicketKind = 'evaluation' | 'range-test' | 'study';

export interface TicketSeedRecord {
  readonly seed: number;
  readonly dataSeed: number;
}

export interface TicketFacts {
  /** The public id. */
  readonly id: string;
  readonly accountId: number;
  readonly taskId: number;
  readonly kind: TicketKind;
  readonly armHashes: readonly string[] | null;
  readonly seeds: readonly TicketSeedRecord[];
  readonly controlSeed: number;
  readonly nonce: string;
  readonly openedAt: Date;
  readonly expiresAt: Date;
}

export interface TicketRecord extends TicketFacts {
  readonly rowId: number;
  readonly usedAt: Date | null;
}

export class TicketStore {
  readonly #sql: Connection;

  constructor(sql: Connection) {
    this.#sql = sql;
  }

  #select() {
    return this.#sql`
      select t.id as "rowId", t.public_id as id, t.account_id as "accountId", t.task_id as "taskId", t.kind,
        t.arm_hashes as "armHashes", t.control_seed as "controlSeed", t.nonce, t.opened_at as "openedAt",
        t.expires_at as "expiresAt", t.used_at as "usedAt",
        (select jsonb_agg(jsonb_build_object('seed', s.seed, 'dataSeed', s.data_seed) order by s.position)
          from ticket_seed s where s.ticket_id = t.id) as seeds
      from ticket t`;
  }

  async insert(ticket: TicketFacts): Promise<TicketRecord> {
    const rows = await this.#sql<{ id: number }[]>`
      insert into ticket (public_id, account_id, task_id, kind, arm_hashes, control_seed, nonce, opened_at, expires_at)
      values (${ticket.id}, ${ticket.accountId}, ${ticket.taskId}, ${ticket.kind},
        ${ticket.armHashes as string[] | null}, ${ticket.controlSeed}, ${ticket.nonce}, ${ticket.openedAt},
        ${ticket.expiresAt})
      returning id`;
    const rowId = rows[0]?.id ?? 0;
    await this.#sql`insert into ticket_seed ${this.#sql(
      ticket.seeds.map(({ seed, dataSeed }, position) => ({ ticket_id: rowId, position, seed, data_seed: dataSeed })),
    )}`;
    return { ...ticket, rowId, usedAt: null };
  }

  async find(id: string): Promise<TicketRecord | null> {
    const rows = await this.#sql<TicketRecord[]>`${this.#select()} where t.public_id = ${id}`;
    return rows[0] ?? null;
  }

  async findByRow(rowId: number): Promise<TicketRecord | null> {
    const rows = await this.#sql<TicketRecord[]>`${this.#select()} where t.id = ${rowId}`;
    return rows[0] ?? null;
  }

  async countOpen(accountId: number, now: Date): Promise<number> {
    const rows = await this.#sql<{ count: number }[]>`
      select count(*) as count from ticket where account_id = ${accountId} and used_at is null and expires_at > ${now}`;
    return rows[0]?.count ?? 0;
  }

  async extend(rowId: number, expiresAt: Date): Promise<void> {
    await this.#sql`update ticket set expires_at = greatest(expires_at, ${expiresAt}) where id = ${rowId}`;
  }

  /** Takes the ticket for a submission; false where another submission was first. */
  async use(rowId: number, now: Date): Promise<boolean> {
    const rows = await this
      .#sql`update ticket set used_at = ${now} where id = ${rowId} and used_at is null returning 1`;
    return rows.length === 1;
  }
}
