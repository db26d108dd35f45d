import { Controller, Delete, Get, Param, Post, Query } from '@nestjs/common';
import { Can } from '../../platform/authz/access.js';
import { CurrentUser, type SignedIn } from '../../platform/authz/actor.js';
import { NotFound } from '../../platform/authz/authz.errors.js';
import type { Page } from '../../platform/http/answer.js';
import { IdPipe } from '../../platform/http/input.pipe.js';
import { Operation } from '../../platform/http/operation.js';
import { PageQuery } from '../../platform/http/page-query.js';
import { FavoritesService } from './favorites.service.js';
import { FavoriteView, PropertyView } from './property.views.js';

@Controller()
export class FavoritesController {
  constructor(private readonly favorites: FavoritesService) {}

  @Post('properties/:id/favorite')
  @Can('favorite', 'Property')
  @Operation({ id: 'addFavorite', tag: 'properties', summary: 'Mark a home', answer: [200, FavoriteView], errors: [NotFound] })
  mark(@CurrentUser() actor: SignedIn, @Param('id', IdPipe) id: string): Promise<FavoriteView> {
    return this.favorites.mark(actor, id);
  }

  @Delete('properties/:id/favorite')
  @Can('favorite', 'Property')
  @Operation({ id: 'removeFavorite', tag: 'properties', summary: 'Unmark a home', answer: [200, FavoriteView], errors: [NotFound] })
  unmark(@CurrentUser() actor: SignedIn, @Param('id', IdPipe) id: string): Promise<FavoriteView> {
    return this.favorites.unmark(actor, id);
  }

  @Get('users/me/favorites')
  @Can('favorite', 'Property')
  @Operation({ id: 'listFavorites', tag: 'users', summary: 'The homes the caller marked, the latest mark first', answer: [200, [PropertyView]], paged: true })
  list(@CurrentUser() actor: SignedIn, @Query() query: PageQuery): Promise<Page> {
    return this.favorites.list(actor, query);
  }
}
