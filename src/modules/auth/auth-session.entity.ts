import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One sign-in on one device. Its refresh tokens carry a generation; only the latest one is alive. */
@Entity('auth_sessions')
export class AuthSession {
  @PrimaryColumn('uuid') id: string;
  @Column('uuid') user_id: string;
  @Column('integer', { default: 1 }) refresh_generation: number;
  @Column('varchar', { nullable: true }) user_agent: string | null;
  @Column('inet', { nullable: true }) ip_address: string | null;
  @Column('timestamptz', { default: () => 'now()' }) created_at: Date;
  @Column('timestamptz', { default: () => 'now()' }) last_used_at: Date;
  @Column('timestamptz') expires_at: Date;
  @Column('timestamptz', { nullable: true }) ended_at: Date | null;
  @Column('varchar', { nullable: true }) ended_reason: string | null;
}
