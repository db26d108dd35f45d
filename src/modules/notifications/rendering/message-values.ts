import type { MessageFactsRow } from '../../messages/index.js';
import type { Values } from '../templates/template.js';
import { oneLine } from './plain-words.js';

/** A message in ready words. */
export function messageValues(message: MessageFactsRow): Values {
  return { sender_name: oneLine(message.sender_name, 80), excerpt: oneLine(message.content, 200) };
}
