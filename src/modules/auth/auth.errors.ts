import { defineError } from '../../kernel/app-error.js';

export class BadCredentials extends defineError({
  code: 'auth.bad_credentials',
  status: 401,
  title: { fr: 'Identifiants refusés', en: 'Sign-in refused' },
  detail: {
    fr: 'L’identifiant ou le mot de passe n’est pas le bon.',
    en: 'The user name or the password is not right.',
  },
  level: 'info',
}) {}

export class AccountDeactivated extends defineError({
  code: 'auth.account_deactivated',
  status: 403,
  title: { fr: 'Compte désactivé', en: 'Account deactivated' },
  detail: {
    fr: 'Ce compte est désactivé : écrivez à support@lokahome.bj.',
    en: 'This account is deactivated: write to support@lokahome.bj.',
  },
  level: 'info',
}) {}

export class TooManyAttempts extends defineError({
  code: 'auth.too_many_attempts',
  status: 429,
  title: { fr: 'Trop d’essais', en: 'Too many attempts' },
  detail: {
    fr: 'Trop de mots de passe refusés : réessayez dans {seconds} s, ou choisissez-en un nouveau avec « Mot de passe oublié ».',
    en: 'Too many refused passwords: try again in {seconds} s, or choose a new one with “Forgot password”.',
  },
  level: 'warn',
}) {}

export class PasswordLocked extends defineError({
  code: 'auth.password_locked',
  status: 429,
  title: { fr: 'Mot de passe bloqué', en: 'Password locked' },
  detail: {
    fr: 'Trop de mots de passe refusés à la suite : choisissez-en un nouveau avec « Mot de passe oublié ».',
    en: 'Too many refused passwords in a row: choose a new one with “Forgot password”.',
  },
  level: 'warn',
}) {}

export class SignInBusy extends defineError({
  code: 'auth.busy',
  status: 503,
  title: { fr: 'Connexion momentanément saturée', en: 'Sign-in is busy' },
  detail: {
    fr: 'Trop de connexions en même temps : réessayez dans quelques secondes.',
    en: 'Too many sign-ins at once: try again in a few seconds.',
  },
  level: 'warn',
}) {}

export class LinkInvalid extends defineError({
  code: 'auth.link_invalid',
  status: 422,
  field: 'token',
  title: { fr: 'Lien non valable', en: 'Invalid link' },
  detail: {
    fr: 'Ce lien a déjà servi, a expiré ou n’est pas complet : demandez-en un nouveau.',
    en: 'This link was used, has expired or is not complete: ask for a new one.',
  },
  level: 'info',
}) {}

export class CodeInvalid extends defineError({
  code: 'auth.code_invalid',
  status: 422,
  field: 'code',
  title: { fr: 'Code non valable', en: 'Invalid code' },
  detail: {
    fr: 'Ce code n’est pas le bon, a expiré ou a été essayé trop souvent : demandez-en un nouveau.',
    en: 'This code is not right, has expired or was tried too often: ask for a new one.',
  },
  level: 'info',
}) {}

export class CodeRefused extends defineError({
  code: 'auth.code_refused',
  status: 401,
  title: { fr: 'Code refusé', en: 'Code refused' },
  detail: {
    fr: 'Ce code n’est pas le bon, a expiré ou a été essayé trop souvent : demandez-en un nouveau.',
    en: 'This code is not right, has expired or was tried too often: ask for a new one.',
  },
  level: 'info',
}) {}

export class CurrentPasswordWrong extends defineError({
  code: 'auth.current_password_wrong',
  status: 422,
  field: 'current_password',
  title: { fr: 'Mot de passe actuel refusé', en: 'Current password refused' },
  detail: { fr: 'Ce n’est pas votre mot de passe actuel.', en: 'This is not your current password.' },
  level: 'info',
}) {}

export class ReferralUnknown extends defineError({
  code: 'auth.referral_unknown',
  status: 422,
  field: 'referral_code',
  title: { fr: 'Code de parrainage inconnu', en: 'Unknown referral code' },
  detail: {
    fr: 'Personne ne porte ce code de parrainage : corrigez-le ou laissez le champ vide.',
    en: 'Nobody has this referral code: correct it or leave it out.',
  },
  level: 'debug',
}) {}

export class PasswordTooShort extends defineError({
  code: 'password.too_short',
  status: 422,
  title: { fr: 'Mot de passe trop court', en: 'Password too short' },
  detail: { fr: 'Un mot de passe compte au moins {min} caractères.', en: 'A password has at least {min} characters.' },
  level: 'debug',
}) {}

export class PasswordTooLong extends defineError({
  code: 'password.too_long',
  status: 422,
  title: { fr: 'Mot de passe trop long', en: 'Password too long' },
  detail: { fr: 'Un mot de passe compte au plus {max} caractères.', en: 'A password has at most {max} characters.' },
  level: 'debug',
}) {}

export class PasswordTooCommon extends defineError({
  code: 'password.too_common',
  status: 422,
  title: { fr: 'Mot de passe trop courant', en: 'Password too common' },
  detail: {
    fr: 'Ce mot de passe est parmi les premiers que l’on essaie : choisissez-en un autre, par exemple quelques mots sans lien.',
    en: 'This password is among the first that people try: choose another one, for example a few unrelated words.',
  },
  level: 'debug',
}) {}

export class PasswordIsPersonal extends defineError({
  code: 'password.is_personal',
  status: 422,
  title: { fr: 'Mot de passe trop personnel', en: 'Password too personal' },
  detail: {
    fr: 'Ce mot de passe est votre nom, votre adresse e-mail ou votre téléphone : choisissez-en un autre.',
    en: 'This password is your name, your e-mail address or your phone number: choose another one.',
  },
  level: 'debug',
}) {}
