import { newId } from '../../src/kernel/id.js';
import type { TestActor } from '../support/actors.js';
import type { TestApp } from '../support/app.js';
import { type ACTORS } from './route-expectations.js';

type ActorName = (typeof ACTORS)[number];

let phones = 0;

/** A number that nobody has yet. */
export function newPhone(): string {
  phones += 1;
  return `+2290166${String(phones).padStart(6, '0')}`;
}

/** The people and records of one call, made when they are asked for, so that no call changes what the next one finds. */
export class World {
  private people: Partial<Record<'tenant' | 'landlord', Promise<TestActor>>> = {};

  constructor(
    private readonly house: TestApp,
    readonly picture: Buffer,
    private readonly caller: { readonly name: ActorName; readonly actor: TestActor | null },
  ) {}

  /** The party to the records: the caller where they are `tenant`. */
  tenant(): Promise<TestActor> {
    return (this.people.tenant ??= this.caller.name === 'tenant' && this.caller.actor ? Promise.resolve(this.caller.actor) : this.house.actors.asTenant());
  }

  /** The owner of the home: the caller where they are `landlord`. */
  landlord(): Promise<TestActor> {
    return (this.people.landlord ??= this.caller.name === 'landlord' && this.caller.actor ? Promise.resolve(this.caller.actor) : this.house.actors.asLandlord());
  }

  async home(): Promise<{ id: string; owner_id: string }> {
    return this.house.build.property(await this.landlord());
  }

  async homeWithImages(): Promise<{ id: string; images: string[] }> {
    const { id } = await this.home();
    await this.house.build.insert('property_images', { id: newId(), property_id: id, image_url: `http://api.lokahome.test/media/properties/${id}/second.jpg`, order_index: 1 });
    const { rows } = await this.house.database.client.query<{ id: string }>('SELECT id FROM property_images WHERE property_id = $1 ORDER BY order_index', [id]);
    return { id, images: rows.map((row) => row.id) };
  }

  async block(): Promise<{ id: string; block_id: string }> {
    const { id } = await this.home();
    const block_id = newId();
    await this.house.build.insert('property_blocks', { id: block_id, property_id: id, start_date: '2027-05-01', end_date: '2027-05-03' });
    return { id, block_id };
  }

  async booking(): Promise<{ id: string }> {
    return this.house.build.booking(await this.home(), await this.tenant());
  }

  address(): Promise<string> {
    return this.ofTenant('user_addresses', { address: 'Carré 118', city: 'Cotonou' });
  }

  device(): Promise<string> {
    return this.ofTenant('user_devices', { token: newId(), platform: 'ios' });
  }

  notification(): Promise<string> {
    return this.ofTenant('notifications', { event_id: newId(), title: 'Bonjour', content: 'Une note.', type: 'booking' });
  }

  session(): Promise<string> {
    return this.ofTenant('auth_sessions', { expires_at: new Date(Date.now() + 86_400_000) });
  }

  private async ofTenant(table: string, row: Record<string, unknown>): Promise<string> {
    const id = newId();
    await this.house.build.insert(table, { id, user_id: (await this.tenant()).id, ...row });
    return id;
  }
}
