import { Body, Controller, Get, Param, Put, Query } from '@nestjs/common';
import { Can, Public } from '../../../platform/authz/access.js';
import { CurrentUser, type SignedIn } from '../../../platform/authz/actor.js';
import { NotFound } from '../../../platform/authz/authz.errors.js';
import type { Answer } from '../../../platform/http/answer.js';
import { IdPipe } from '../../../platform/http/input.pipe.js';
import { Operation } from '../../../platform/http/operation.js';
import { CalendarExport } from './calendar-export.service.js';
import { CalendarImports } from './calendar-imports.service.js';
import { CalendarImportsDto, CalendarImportsView, CalendarQuery } from './calendar.dto.js';

@Controller('properties/:id')
export class CalendarController {
  constructor(
    private readonly exported: CalendarExport,
    private readonly imports: CalendarImports,
  ) {}

  @Get('calendar.ics')
  @Public()
  @Operation({
    id: 'getPropertyCalendar', tag: 'properties', summary: 'The home’s calendar for other sites (iCalendar)', answer: [200, null], produces: 'text/calendar', etag: true,
    description: 'Opened by the secret link that its owner finds in `calendar-imports`. Stays, holds and closed days, and nobody’s name.', errors: [NotFound],
  })
  calendar(@Param('id', IdPipe) id: string, @Query() { token }: CalendarQuery): Promise<Answer> {
    return this.exported.calendar(id, token);
  }

  @Get('calendar-imports')
  @Can('block', 'Property')
  @Operation({ id: 'getCalendarImports', tag: 'properties', summary: 'The calendars that are brought in, and the secret link of one’s own', answer: [200, CalendarImportsView], errors: [NotFound] })
  list(@CurrentUser() actor: SignedIn, @Param('id', IdPipe) id: string): Promise<CalendarImportsView> {
    return this.imports.list(actor, id);
  }

  @Put('calendar-imports')
  @Can('block', 'Property')
  @Operation({
    id: 'replaceCalendarImports', tag: 'properties', summary: 'Say which calendars to bring in', answer: [200, CalendarImportsView], errors: [NotFound],
    description: 'They are fetched at once and then twice an hour. A calendar that cannot be read, or has become empty, opens no day again.',
  })
  replace(@CurrentUser() actor: SignedIn, @Param('id', IdPipe) id: string, @Body() body: CalendarImportsDto): Promise<CalendarImportsView> {
    return this.imports.replace(actor, id, body);
  }
}
