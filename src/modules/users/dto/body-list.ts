import { applyDecorators, createParamDecorator, type ExecutionContext, type PipeTransform, type Type } from '@nestjs/common';
import { ApiBody } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { AppError, type FieldError } from '../../../kernel/app-error.js';
import { ValidationFailed } from '../../../platform/http/http.errors.js';
import { fieldFailure, InputPipe } from '../../../platform/http/input.pipe.js';

/** `@BodyList(new EachOf(Item, 20)) items: Item[]`: a body that is a list; the global pipe takes objects only. */
export const BodyList = createParamDecorator((_: unknown, context: ExecutionContext): unknown => context.switchToHttp().getRequest<FastifyRequest>().body);

/** Beside `@Operation`: the body is a list of these. */
export function TakesList(type: Type): MethodDecorator {
  return applyDecorators(ApiBody({ type, isArray: true }));
}

/** Checks each item as the global pipe checks a body; the field names of complaints begin with its place in the list. */
export class EachOf<T> implements PipeTransform<unknown, Promise<T[]>> {
  private readonly items = new InputPipe();

  constructor(
    private readonly type: Type<T>,
    private readonly max: number,
  ) {}

  async transform(given: unknown): Promise<T[]> {
    if (!Array.isArray(given)) throw fieldFailure('body', 'not_a_list');
    if (given.length > this.max) throw fieldFailure('body', 'too_many_items', { max: this.max });
    const complaints: FieldError[] = [];
    const items: T[] = [];
    for (const [index, item] of given.entries()) {
      try {
        items.push((await this.items.transform(item, { type: 'body', metatype: this.type })) as T);
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        complaints.push(...error.fieldErrors.map((one) => ({ ...one, field: `${String(index)}.${one.field}` })));
      }
    }
    if (complaints.length > 0) throw new ValidationFailed({}, { errors: complaints });
    return items;
  }
}
