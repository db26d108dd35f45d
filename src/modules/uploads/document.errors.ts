import { type AppErrorClass, defineError } from '../../kernel/app-error.js';
import { ImageCorrupt, ImagesBusy, ImageTooLarge, ImageTooManyPixels } from '../../platform/images/image.errors.js';

export class DocumentTypeRefused extends defineError({
  code: 'document.unsupported_type',
  status: 415,
  title: { fr: 'Type de document refusé', en: 'Type of document not taken' },
  detail: {
    fr: 'Les documents sont des fichiers PDF, JPEG ou PNG ; c’est leur contenu qui compte, pas leur nom.',
    en: 'Documents are PDF, JPEG or PNG files, told by their content and not their name.',
  },
  level: 'debug',
}) {}

export class DocumentEmpty extends defineError({
  code: 'document.empty',
  status: 422,
  title: { fr: 'Document vide', en: 'Empty document' },
  detail: { fr: 'Ce fichier est vide : choisissez-en un autre.', en: 'This file is empty: choose another one.' },
  level: 'debug',
}) {}

export class DocumentCorrupt extends defineError({
  code: 'document.corrupt',
  status: 422,
  title: { fr: 'Document illisible', en: 'Document not readable' },
  detail: { fr: 'Ce PDF est abîmé ou incomplet : enregistrez-le de nouveau puis renvoyez-le.', en: 'This PDF is damaged or incomplete: save it again and send it.' },
  level: 'debug',
}) {}

export class DocumentActive extends defineError({
  code: 'document.active_content',
  status: 422,
  title: { fr: 'PDF refusé', en: 'PDF not taken' },
  detail: {
    fr: 'Ce PDF est protégé, contient un programme ou d’autres fichiers : imprimez-le en PDF simple, ou photographiez-le.',
    en: 'This PDF is protected, holds a program or other files: print it to a plain PDF, or take a picture of it.',
  },
  level: 'info',
}) {}

export class TooManyDocuments extends defineError({
  code: 'document.too_many',
  status: 409,
  title: { fr: 'Trop de documents', en: 'Too many documents' },
  detail: { fr: 'Un compte garde au plus {max} documents.', en: 'An account keeps at most {max} documents.' },
}) {}

export class LinkRefused extends defineError({
  code: 'file.link_refused',
  status: 403,
  title: { fr: 'Lien expiré', en: 'Link expired' },
  detail: { fr: 'Ce lien n’est pas valable, ou ne l’est plus : demandez-en un nouveau.', en: 'This link is not, or no longer, good: ask for a new one.' },
  level: 'info',
}) {}

/** What a route that takes documents can answer, for its operation. */
export const DOCUMENT_ERRORS: readonly AppErrorClass[] = [
  ImageTooLarge, DocumentTypeRefused, DocumentEmpty, DocumentCorrupt, DocumentActive, TooManyDocuments, ImageTooManyPixels, ImageCorrupt, ImagesBusy,
];
