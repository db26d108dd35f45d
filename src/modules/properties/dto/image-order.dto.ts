import { isUuid } from '../../../kernel/id.js';
import { ListField } from '../../../platform/http/fields.js';

export class ImageOrderDto {
  @ListField({
    min: 1, max: 10, unique: true, items: { type: 'string', format: 'uuid' }, each: { code: 'not_a_uuid', test: isUuid },
    description: 'Every image of the home, the primary one first.',
  })
  image_ids: string[];
}
