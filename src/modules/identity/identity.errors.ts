import { defineError } from '../../kernel/app-error.js';
import { explainConstraint } from '../../platform/database/database-errors.js';

export class VerificationPending extends defineError({
  code: 'identity.pending',
  status: 409,
  title: { fr: 'Vérification déjà en cours', en: 'A check is under way' },
  detail: { fr: 'Vos documents sont en cours d’examen : attendez notre réponse.', en: 'Your documents are being looked at: wait for our answer.' },
}) {}

export class IdentityVerifiedAlready extends defineError({
  code: 'identity.verified',
  status: 409,
  title: { fr: 'Identité déjà vérifiée', en: 'Identity verified already' },
  detail: { fr: 'Votre identité est déjà vérifiée : il n’y a rien à envoyer.', en: 'Your identity is verified already: there is nothing to send.' },
}) {}

export class DecidedAlready extends defineError({
  code: 'identity.decided',
  status: 409,
  title: { fr: 'Déjà décidé', en: 'Decided already' },
  detail: { fr: 'Cette vérification a déjà reçu une décision.', en: 'This check has been decided already.' },
}) {}

explainConstraint('identity_verifications_one_pending', () => new VerificationPending());
