import type { Template } from './template.js';

/* Reviews. Values: `reviewer_name`, `stars` ('4 sur 5'), `title` (the home; null for a job), `comment` (or null). */

export const reviewTemplates = {
  /** To the home's owner, or the provider. */
  'review.received': {
    note: {
      title: { fr: 'Nouvel avis : {{stars}}', en: 'New review: {{stars}}' },
      content: {
        fr: '{{reviewer_name}} a donné son avis sur {{#if title}}« {{title}} »{{else}}votre travail{{/if}}.{{#if comment}} « {{comment}} »{{/if}}',
        en: '{{reviewer_name}} has reviewed {{#if title}}“{{title}}”{{else}}your work{{/if}}.{{#if comment}} “{{comment}}”{{/if}}',
      },
    },
  },
} as const satisfies Record<string, Template>;
