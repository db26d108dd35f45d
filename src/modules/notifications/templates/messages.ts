import type { Template } from './template.js';

/* Messages. Values: `sender_name`, `excerpt`. */

export const messageTemplates = {
  /** To who was not connected when it came. */
  'message.received': {
    note: {
      title: { fr: 'Message de {{sender_name}}', en: 'Message from {{sender_name}}' },
      content: { fr: '{{excerpt}}', en: '{{excerpt}}' },
    },
  },
} as const satisfies Record<string, Template>;
