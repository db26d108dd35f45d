import { Injectable } from '@nestjs/common';
import { Database, query, type Tx } from '../../platform/database/database.js';
import { instantSql } from '../../platform/database/sql.js';
import type { RefundView } from './dto/refund.dto.js';
import { PAYMENT_JSON } from './payments.repository.js';
import { Refund } from './refund.entity.js';
import { refundStates } from './refund.state.js';

@Injectable()
export class RefundsRepository {
  constructor(private readonly database: Database) {}

  async find(id: string, tx: Tx): Promise<RefundView | null> {
    const rows = await query<{ refund: RefundView }>(
      tx,
      `SELECT jsonb_build_object('id', f.id, 'payment_id', f.payment_id, 'amount', trim_scale(f.amount), 'currency', f.currency, 'status', f.status,
         'reason', f.reason, 'cause', f.cause, 'failure_code', f.failure_code, 'completed_at', ${instantSql('f.completed_at')},
         'created_at', ${instantSql('f.created_at')}, 'payment', ${PAYMENT_JSON}) AS refund
       FROM refunds f JOIN payments p ON p.id = f.payment_id LEFT JOIN receipts r ON r.payment_id = p.id WHERE f.id = $1`,
      [id],
    );
    return rows[0]?.refund ?? null;
  }

  /** From the primary, without a lock: for what never changes, and for looking before one locks. */
  async get(id: string): Promise<Refund | null> {
    const rows = await this.database.write<Refund>('SELECT * FROM refunds WHERE id = $1', [id]);
    return rows[0] ?? null;
  }

  /** Locks the row until the transaction ends; its payment is always locked before it. */
  lock(tx: Tx, id: string): Promise<Refund | null> {
    return tx.findOne(Refund, { where: { id }, lock: { mode: 'pessimistic_write' } });
  }

  /**
   * Noted before the provider is called. False where another attempt, of the last `attempt_ms`, may still be under way: at
   * FedaPay two at once could pay twice.
   */
  async noteSent(id: string, attempt_ms: number): Promise<boolean> {
    const rows = await this.database.write(
      `UPDATE refunds SET status = 'processing', updated_at = now()
       WHERE id = $1 AND (status = 'pending' OR (status = 'processing' AND updated_at < now() - make_interval(secs => $2))) RETURNING id`,
      [id, attempt_ms / 1000],
    );
    return rows.length === 1;
  }

  async postpone(id: string, next_check_at: Date): Promise<void> {
    await this.database.write('UPDATE refunds SET next_check_at = $2, checks = checks + 1 WHERE id = $1', [id, next_check_at]);
  }

  /** Saves the end of a refund that is locked. @throws Error where the machine has no such way */
  async end(tx: Tx, refund: Refund, transition: 'complete' | 'fail', facts: Partial<Refund>): Promise<void> {
    const fired = refundStates.fire(transition, refund.status, 'provider');
    if (!fired.ok) throw new Error(`a ${refund.status} refund cannot ${transition}`);
    await tx.update(Refund, { id: refund.id }, { ...facts, status: fired.to, next_check_at: null, updated_at: new Date() });
  }
}
