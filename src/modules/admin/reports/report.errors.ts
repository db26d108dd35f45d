import { defineError } from '../../../kernel/app-error.js';

export class ReportedAlready extends defineError({
  code: 'report.already_there',
  status: 409,
  title: { fr: 'Déjà signalé', en: 'Already reported' },
  detail: { fr: 'Vous l’avez déjà signalé : notre équipe s’en occupe.', en: 'You have reported this already: our team looks into it.' },
  level: 'info',
}) {}

export class ReportDecided extends defineError({
  code: 'report.already_decided',
  status: 409,
  title: { fr: 'Déjà traité', en: 'Already decided' },
  detail: { fr: 'Ce signalement a déjà été traité.', en: 'This report has been decided already.' },
  level: 'info',
}) {}
