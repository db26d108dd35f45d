import { defineError } from '../../kernel/app-error.js';

/** What is answered of a file that does not open. */
export class FileUnreadable extends defineError({
  code: 'file.unreadable',
  status: 409,
  title: { fr: 'Fichier illisible', en: 'File not readable' },
  detail: {
    fr: 'Ce fichier ne peut pas être ouvert tel qu’il est conservé : envoyez-le de nouveau, ou écrivez-nous.',
    en: 'This file cannot be opened as it is kept: send it again, or write to us.',
  },
  level: 'error',
}) {}

/** A sealed file that does not open; no byte of it leaves. `why` is for the log. */
export class SealBroken extends FileUnreadable {
  constructor(readonly why = 'unknown') {
    super();
  }
}
