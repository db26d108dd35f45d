import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { GeoPoint } from '../../kernel/geo-point.js';
import { Abilities } from '../../platform/authz/abilities.js';
import type { Actor } from '../../platform/authz/actor.js';
import { NotFound } from '../../platform/authz/authz.errors.js';
import { Database } from '../../platform/database/database.js';
import { COUNT_LIMIT, Page, RawJson } from '../../platform/http/answer.js';
import type { ListPropertiesQuery, NearbyPropertiesQuery, SearchPropertiesQuery } from './dto/search-properties.query.js';
import { PROPERTY_JSON_JOINS, propertyJson } from './property.json.js';
import { DEFAULT_RADIUS_KM, searchFrom, type PropertySearch } from './property.search.js';
import type { PlanShape } from './property.conditions.js';
import { CROWDED, facetsSql, firstPageSql, foundSql, homesSql, idsByPriceSql, idsSql, looksAtPlaces, nearbySql, totalSql, type Found, type SqlStatement } from './property.search-sql.js';
import { canWalk, isCommon, walkSql, type Walked } from './property.walk-sql.js';
import { SharedReads } from '../../platform/shared-reads.js';
import { gatheredById, type Gathered } from '../../platform/database/gathered.js';
import { LONG_TEXTS_AS_BYTES } from '../../platform/database/long-texts.js';
import { PropertyViews } from './property-views.js';
import { allOf, anyOf, SearchWords } from './search-words.js';

/** The count alone may be up to 30 s old. */
const COUNT_FOR_MS = 30_000;

interface Home {
  /** Of the home, and of who looks at it. */
  readonly id: string;
  readonly json: RawJson;
  readonly owner_id: string;
  readonly status: string;
  readonly deleted_at: Date | null;
}

/** Homes, each as somebody sees it: keys to tell them apart by, the homes, and who looks at them (null: a stranger). */
const DETAILS = {
  name: 'properties.details',
  text: `SELECT asked.id, ${propertyJson({ images: 'all', viewer: 'asked.viewer' })} AS json, p.owner_id, p.status, p.deleted_at
         FROM unnest($1::text[], $2::uuid[], $3::uuid[]) AS asked (id, property_id, viewer)
         JOIN properties p ON p.id = asked.property_id ${PROPERTY_JSON_JOINS}`,
};

/**
 * Finding and showing homes. PostgreSQL builds the JSON; it goes out untouched. The same question asked by many at once
 * is one question to it: an answer says who asks, what for, and nothing else.
 */
@Injectable()
export class PropertyReader {
  private readonly totals = new LRUCache<string, number>({ max: 2000, ttl: COUNT_FOR_MS });
  private readonly pages = new SharedReads<Page>();
  private readonly answers = new SharedReads<RawJson>();
  /** By the server that is read from. */
  private readonly details = new Map<string, Gathered<string, Home | null>>();

  constructor(
    private readonly database: Database,
    private readonly abilities: Abilities,
    private readonly views: PropertyViews,
    private readonly words: SearchWords,
  ) {}

  /** @throws the 422s of a query whose parts do not go together */
  async search(actor: Actor, query: ListPropertiesQuery & Partial<SearchPropertiesQuery>): Promise<Page> {
    const search = searchFrom(query);
    return this.pages.of(await this.keyOf(actor, search), () => this.find(actor, search));
  }

  private async keyOf(actor: Actor, question: unknown): Promise<string> {
    return JSON.stringify([await this.database.readsFrom(), actor.id, question]);
  }

  private async find(actor: Actor, search: PropertySearch): Promise<Page> {
    if (search.q === undefined) return this.page(actor, search, null);
    const words = await this.words.read(search.q);
    // Nothing but stop words or signs: the filters alone decide.
    if (words.length === 0) return this.page(actor, search, null);
    const strict = await this.page(actor, search, allOf(words));
    return strict.total === 0 && words.length > 1 ? this.page(actor, search, anyOf(words)) : strict;
  }

  async nearby(actor: Actor, { latitude, longitude, radius = DEFAULT_RADIUS_KM, limit = 50 }: NearbyPropertiesQuery): Promise<RawJson> {
    const key = await this.keyOf(actor, [latitude, longitude, radius, limit]);
    return this.answers.of(key, () => this.around(actor, new GeoPoint(latitude, longitude), radius, limit));
  }

  private around(actor: Actor, point: GeoPoint, radius_km: number, limit: number): Promise<RawJson> {
    const prepared = nearbySql(point, radius_km, limit, actor.id);
    if (prepared) return this.json(prepared);
    const search: PropertySearch = { filters: { amenities: [], near: { point, radius_km } }, sort: 'distance', page: { page: 1, per_page: limit }, facets: false };
    return this.ids(idsSql(search, null, 'along the sort')).then((ids) => this.homes(actor, ids, point));
  }

  /** One home as that caller may see it; a look at it is counted, unless it is the owner's. */
  async show(actor: Actor, id: string): Promise<RawJson> {
    const home = await this.detail(actor, id);
    if (!home) throw new NotFound();
    this.abilities.authorize(actor, 'read', 'Property', home);
    if (home.owner_id !== actor.id) this.views.count(id);
    return home.json;
  }

  private async detail(actor: Actor, id: string): Promise<Home | null> {
    const server = await this.database.readsFrom();
    let details = this.details.get(server);
    if (!details) this.details.set(server, (details = gatheredById((keys) => this.findDetails(keys))));
    return details.ask(actor.id === null ? id : `${id} ${actor.id}`);
  }

  private async findDetails(keys: readonly string[]): Promise<Home[]> {
    const asked = keys.map((key) => key.split(' '));
    const rows = await this.database.read<Omit<Home, 'json'> & { json: string }>(DETAILS, [keys, asked.map(([id]) => id), asked.map(([, viewer]) => viewer)]);
    return rows.map(({ json, ...home }) => ({ ...home, json: new RawJson(json) }));
  }

  private async page(actor: Actor, search: PropertySearch, tsquery: string | null): Promise<Page> {
    const [{ items, total }, headers] = await Promise.all([this.matches(actor, search, tsquery), search.facets ? this.facets(facetsSql(search, tsquery)) : {}]);
    return new Page(items, search.page, total, headers);
  }

  /** By the shortest way to them; which one that is depends on how many there are. */
  private async matches(actor: Actor, search: PropertySearch, tsquery: string | null): Promise<{ items: RawJson; total: number }> {
    const first = tsquery === null ? firstPageSql(search, actor.id) : undefined;
    if (first) return both(this.json(first), this.total(totalSql(search, null, 'along the sort')));
    if (tsquery === null && canWalk(search)) return this.walk(actor, search.sort === 'relevance' ? { ...search, sort: 'newest' } : search);
    const point = search.filters.near?.point;
    if (tsquery !== null && search.sort === 'relevance') {
      const key = keyOfTotal(totalSql(search, tsquery, 'through the map'));
      const known = this.knownTotal(key);
      const { ids, total } = await this.found(foundSql(search, tsquery, known !== undefined));
      if (known === undefined) this.totals.set(key, total);
      return { items: await this.homes(actor, ids, point), total: known ?? total };
    }
    const along = (shape: PlanShape): Promise<RawJson> => this.ids(idsSql(search, tsquery, shape)).then((ids) => this.homes(actor, ids, point));
    const counted = this.total(totalSql(search, tsquery, looksAtPlaces(search) ? 'through the map' : 'along the sort'));
    if (!looksAtPlaces(search)) return both(along('along the sort'), counted);
    // Whether a place is crowded is known before it is looked at.
    const total = await counted;
    return { items: await along(total > CROWDED ? 'along the sort' : 'through the map'), total };
  }

  /** Most pages are full after some steps along the sort. Else what fits is rare, or lies at the sort's other end: it is fetched and sorted. */
  private async walk(actor: Actor, search: PropertySearch): Promise<{ items: RawJson; total: number }> {
    const { page, per_page } = search.page;
    const { values, ...statement } = walkSql(search, actor.id);
    const [walked] = await this.database.read<Walked & Record<string, unknown>>({ ...statement, types: LONG_TEXTS_AS_BYTES }, values);
    if (!walked) throw new Error('an aggregate is one row');
    const items = new RawJson(walked.json);
    if (walked.complete && (walked.n > 0 || page === 1)) return { items, total: (page - 1) * per_page + walked.n };
    if (walked.complete || walked.n === per_page) {
      const shape = walked.complete || isCommon(search, walked) ? 'along the sort' : 'through the filters';
      return { items, total: await this.total(totalSql(search, null, shape)) };
    }
    const { ids, total } = await this.found(foundSql(search, null));
    if (total <= COUNT_LIMIT) return { items: await this.homes(actor, ids, undefined), total };
    const further = search.sort.startsWith('price') ? idsByPriceSql(search) : idsSql(search, null, 'along the sort');
    return { items: await this.homes(actor, await this.ids(further), undefined), total };
  }

  private async ids({ text, values }: SqlStatement): Promise<string[]> {
    return (await this.database.read<{ id: string }>(text, values)).map(({ id }) => id);
  }

  private async found({ text, values }: SqlStatement): Promise<Found> {
    return (await this.database.read<Found & Record<string, unknown>>(text, values))[0] ?? { ids: [], total: 0 };
  }

  private homes(actor: Actor, ids: readonly string[], point: GeoPoint | undefined): Promise<RawJson> {
    return ids.length === 0 ? Promise.resolve(new RawJson('[]')) : this.json(homesSql(ids, actor.id, point));
  }

  private async json({ values, ...statement }: SqlStatement): Promise<RawJson> {
    const rows = await this.database.read<{ json: string | Buffer }>({ ...statement, types: LONG_TEXTS_AS_BYTES }, values);
    return new RawJson(rows[0]?.json ?? '[]');
  }

  private async total(counting: SqlStatement): Promise<number> {
    const key = keyOfTotal(counting);
    const known = this.knownTotal(key);
    if (known !== undefined) return known;
    const { values, ...statement } = counting;
    const rows = await this.database.read<{ total: number }>(statement, values);
    const total = rows[0]?.total ?? 0;
    this.totals.set(key, total);
    return total;
  }

  /** A total that is small is cheap to count, and people notice when it is wrong. */
  private knownTotal(key: string): number | undefined {
    const known = this.totals.get(key);
    return known !== undefined && known > 1000 ? known : undefined;
  }

  private async facets({ text, values }: SqlStatement): Promise<Record<string, string>> {
    const rows = await this.database.read<{ facets: object }>(text, values);
    // A header holds ASCII: the names of places are escaped as JSON allows.
    const json = JSON.stringify(rows[0]?.facets ?? {}).replace(/[\u007f-\uffff]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`);
    return { 'X-Facets': json };
  }
}

async function both(items: Promise<RawJson>, total: Promise<number>): Promise<{ items: RawJson; total: number }> {
  const [shown, counted] = await Promise.all([items, total]);
  return { items: shown, total: counted };
}

function keyOfTotal({ name, text, values }: SqlStatement): string {
  return JSON.stringify([name ?? text, values]);
}
