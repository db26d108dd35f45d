import { CURRENCIES } from '../../../kernel/money.js';
import { EnumField, IntField, MoneyField, ObjectField, StringField } from '../../../platform/http/fields.js';

export class MonthQuery {
  @IntField({ query: true, min: 2020, max: 2100, example: 2027 }) year: number;
  @IntField({ query: true, min: 1, max: 12, example: 3, description: '1 is January.' }) month: number;
  @EnumField(['json', 'csv'], { optional: true, description: '`csv`: a table for a spreadsheet.' }) format?: 'json' | 'csv';
}

export class MonthBookings {
  @IntField({ example: 84, description: 'Asked for in the month. What became of them by now:' }) requested: number;
  @IntField({ example: 9 }) pending: number;
  @IntField({ example: 31 }) confirmed: number;
  @IntField({ example: 14 }) cancelled: number;
  @IntField({ example: 30 }) completed: number;
}

const sum = { max: 1e15 };

export class MonthRevenue {
  @EnumField(CURRENCIES, { example: 'XOF' }) currency: string;
  @MoneyField({ ...sum, example: 4350000 }) rent: number;
  @MoneyField({ ...sum, example: 280000, description: 'Jobs of home services.' }) services: number;
  @MoneyField({ ...sum, example: 600000, description: 'Taken and owed back: no revenue.' }) deposits: number;
  @MoneyField({ ...sum, example: 120000, description: 'Of rent and services, given back in the month.' }) refunded: number;
  @MoneyField({ ...sum, min: -1e15, example: 4510000, description: 'Rent and services less what was given back.' }) net: number;
}

export class MonthUsers {
  @IntField({ example: 61 }) tenant: number;
  @IntField({ example: 9 }) landlord: number;
  @IntField({ example: 4 }) provider: number;
  @IntField({ example: 0 }) admin: number;
  @IntField({ example: 74 }) total: number;
}

export class AveragePrice {
  @EnumField(['short_term', 'long_term'], { example: 'short_term', description: 'A night’s price, or a month’s.' }) rental_type: string;
  @EnumField(CURRENCIES, { example: 'XOF' }) currency: string;
  @MoneyField({ example: 21500 }) average: number;
  @IntField({ example: 312 }) listings: number;
}

export class CityMonth {
  @StringField({ max: 100, example: 'Cotonou' }) city: string;
  @EnumField(CURRENCIES, { example: 'XOF' }) currency: string;
  @IntField({ example: 40 }) bookings: number;
  @MoneyField({ ...sum, example: 2200000, description: 'Rent that has come.' }) rent: number;
  @IntField({ example: 12 }) new_listings: number;
}

export class MonthlyReportView {
  @IntField({ min: 2020, max: 2100, example: 2027 }) year: number;
  @IntField({ min: 1, max: 12, example: 3 }) month: number;
  @StringField({ example: 'Africa/Porto-Novo', description: 'Whose midnights begin and end the month.' }) time_zone: string;
  @ObjectField(() => MonthBookings) bookings: MonthBookings;
  @ObjectField(() => MonthRevenue, { list: true, description: 'One for each currency.' }) revenue: MonthRevenue[];
  @ObjectField(() => MonthUsers) new_users: MonthUsers;
  @IntField({ example: 23, description: 'Published for the first time in the month.' }) new_listings: number;
  @ObjectField(() => AveragePrice, { list: true, description: 'Of the homes that are let or on show and were by the month’s end.' }) average_price: AveragePrice[];
  @ObjectField(() => CityMonth, { list: true, max: 10_000, description: 'By city and currency, the busiest first.' }) cities: CityMonth[];
}
