/** An application of Nest and TypeORM that does nothing: what starting up costs before there is anything to start. */
import 'reflect-metadata';
import process from 'node:process';

import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { TypeOrmModule } from '@nestjs/typeorm';

class EmptyModule {}
Module({ imports: [TypeOrmModule.forRoot({ type: 'postgres', url: process.env.DATABASE_URL, synchronize: false, installExtensions: false })] })(EmptyModule);

const app = await NestFactory.create(EmptyModule, new FastifyAdapter(), { logger: false });
app.getHttpAdapter().getInstance().get('/ready', () => 'ready');
await app.listen(Number(process.env.PORT), process.env.HOST);
process.once('SIGTERM', () => void app.close());
