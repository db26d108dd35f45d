import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { ServiceRequestStatus } from './service-request.state.js';

/** Work that somebody wants done. */
@Entity('service_requests')
export class ServiceRequest {
  @PrimaryColumn('uuid') id: string;
  @Column('uuid') service_id: string;
  @Column('uuid') requester_id: string;
  @Column('uuid', { nullable: true }) property_id: string | null;
  /** The chosen provider's profile, and their account: policies read the row's own columns. */
  @Column('uuid', { nullable: true }) provider_id: string | null;
  @Column('uuid', { nullable: true }) provider_user_id: string | null;
  @Column('varchar') title: string;
  @Column('text') description: string;
  @Column('varchar', { default: 'normal' }) urgency: 'low' | 'normal' | 'high' | 'urgent';
  @Column('varchar', { default: 'open' }) status: ServiceRequestStatus;
  /** Where it is: the home's town; null where nobody said. */
  @Column('varchar', { nullable: true }) city: string | null;
  @Column('timestamptz', { nullable: true }) preferred_date: Date | null;
  /** Of the accepted quote, numeric text, in francs. */
  @Column('numeric', { nullable: true }) price: string | null;
  @Column('timestamptz', { nullable: true }) paid_at: Date | null;
  @Column('timestamptz', { nullable: true }) assigned_at: Date | null;
  @Column('timestamptz', { nullable: true }) started_at: Date | null;
  /** When the provider said that it is done. */
  @Column('timestamptz', { nullable: true }) done_at: Date | null;
  @Column('timestamptz', { nullable: true }) completed_at: Date | null;
  @Column('timestamptz', { nullable: true }) cancelled_at: Date | null;
  @Column('timestamptz', { default: () => 'now()' }) created_at: Date;
  @Column('timestamptz', { default: () => 'now()' }) updated_at: Date;
}
