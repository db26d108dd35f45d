import type { PropertyFactsRow } from '../../properties/index.js';
import type { Values } from '../templates/template.js';
import { oneLine } from './plain-words.js';

/** A listing in ready words. What people typed becomes one line of bounded length; escaping is the renderer's. */
export function listingValues({ id, title, withdrawal_reason }: PropertyFactsRow): Values {
  return { property_id: id, title: oneLine(title, 90), reason: oneLine(withdrawal_reason ?? '', 500) || null };
}
