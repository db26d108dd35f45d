import { newId } from '../../src/kernel/id.js';
import type { TestActor } from './actors.js';
import type { TestApp } from './app.js';

export interface JobBody { id: string; status: string; provider_id: string | null; price: number | null; is_paid: boolean; done_at: string | null; quotes_count: number; city: string | null; property: { address: string | null } | null }
export interface QuoteBody { id: string; status: string; amount: number; provider_id: string; service_request_id: string }

/** A provider with a profile. */
export interface Tradesman extends TestActor {
  readonly profile: string;
}

/** A job whose quote was accepted. */
export interface Job {
  readonly id: string;
  readonly quote: string;
  readonly provider: Tradesman;
  readonly requester: TestActor;
}

/** Work in homes as the house itself makes it, step by step; only the catalogue and profiles are put in by SQL. */
export class TestWork {
  constructor(private readonly house: TestApp) {}

  async service(facts: object = {}): Promise<string> {
    const id = newId();
    await this.house.build.insert('services', { id, name: `Plomberie ${id.slice(-8)}`, category: 'plumbing', ...facts });
    return id;
  }

  /** Does this in Cotonou. */
  async provider(service: string, facts: object = {}, person: Parameters<TestApp['actors']['asProvider']>[0] = {}): Promise<Tradesman> {
    const profile = newId();
    const actor = await this.house.actors.asProvider(person);
    await this.house.build.insert('service_providers', { id: profile, user_id: actor.id, services: JSON.stringify([service]), service_areas: JSON.stringify(['Cotonou']), ...facts });
    return { ...actor, profile };
  }

  async request(requester: TestActor, service_id: string, more: object = {}): Promise<JobBody> {
    return made(await this.house.api.post<JobBody>('/service-requests', { service_id, title: 'Fuite sous l’évier', description: 'L’eau coule depuis hier soir.', ...more }, { as: requester }));
  }

  /** In a home of the landlord, or one of the landlord's that the tenant rents. */
  async atHome(owner: TestActor, service_id: string, facts: object = {}): Promise<JobBody> {
    const home = await this.house.build.property(owner, { ...facts });
    return this.request(owner, service_id, { property_id: home.id });
  }

  async quote(provider: TestActor, service_request_id: string, amount = 35000): Promise<QuoteBody> {
    return made(await this.house.api.post<QuoteBody>('/service-quotes', { service_request_id, amount, description: 'Pièces comprises.', estimated_duration: 3 }, { as: provider }));
  }

  async assigned(requester: TestActor, amount = 35000): Promise<Job> {
    const service = await this.service();
    const provider = await this.provider(service);
    const { id } = await this.request(requester, service);
    const quote = await this.quote(provider, id, amount);
    await this.put(`/service-quotes/${quote.id}/accept`, requester);
    return { id, quote: quote.id, provider, requester };
  }

  async started(requester: TestActor): Promise<Job> {
    const job = await this.assigned(requester);
    await this.put(`/service-requests/${job.id}/start`, job.provider);
    return job;
  }

  async completed(requester: TestActor): Promise<Job> {
    const job = await this.started(requester);
    await this.put(`/service-requests/${job.id}/complete`, requester);
    return job;
  }

  private async put(path: string, as: TestActor): Promise<void> {
    const { status } = await this.house.api.put(path, undefined, { as });
    if (status !== 200) throw new Error(`${path} answered ${String(status)}`);
  }
}

function made<T>({ status, body, text }: { status: number; body: T; text: string }): T {
  if (status !== 201) throw new Error(`it answered ${String(status)}: ${text}`);
  return body;
}
