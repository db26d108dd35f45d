import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { UnsupportedMediaType } from './http.errors.js';
import { operationOf } from './operation.js';

/** A route takes JSON unless its operation says that it takes forms or files. */
@Injectable()
export class BodyTypeGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const type = context.switchToHttp().getRequest<FastifyRequest>().headers['content-type'];
    if (type === undefined) return true;
    const operation = operationOf(context.getHandler());
    if (type.startsWith('application/x-www-form-urlencoded') && !operation?.form) throw new UnsupportedMediaType();
    if (type.startsWith('multipart/') && !operation?.files) throw new UnsupportedMediaType();
    return true;
  }
}
