/** The languages that users read. */
export const LOCALES = ['fr', 'en'] as const;
export type Locale = (typeof LOCALES)[number];

/** One text in each language. `{name}` is replaced by the parameter of that name. */
export type Texts = Readonly<Record<Locale, string>>;

export interface ErrorDefinition {
  /** Stable, part of the wire contract: `booking.dates_unavailable`. */
  readonly code: string;
  readonly status: number;
  readonly title: Texts;
  /** What happened and what to do about it. */
  readonly detail: Texts;
  /** The field a 422 is about; it comes back in `errors`. */
  readonly field?: string;
  /** How loudly it is logged; what a caller did wrong is not our alarm. */
  readonly level?: 'debug' | 'info' | 'warn' | 'error';
}

export type ErrorParameters = Readonly<Record<string, string | number>>;

/** One field that was refused. `parameters` fill the message of `code`. */
export interface FieldError {
  readonly field: string;
  readonly code: string;
  readonly parameters?: ErrorParameters;
  /** Texts of its own, where `code` is not one of the common validation codes. */
  readonly texts?: Texts;
}

export interface ErrorExtras {
  readonly headers?: Readonly<Record<string, string>>;
  readonly errors?: readonly FieldError[];
  readonly cause?: unknown;
}

/** Everything that an answer of status ≥ 400 is made from. Extend what `defineError` returns. */
export abstract class AppError extends Error {
  static readonly definition: ErrorDefinition;

  constructor(
    readonly definition: ErrorDefinition,
    readonly parameters: ErrorParameters = {},
    readonly extras: ErrorExtras = {},
  ) {
    super(fill(definition.detail.en, parameters), { cause: extras.cause });
    this.name = definition.code;
  }

  get status(): number {
    return this.definition.status;
  }

  get code(): string {
    return this.definition.code;
  }

  /** The fields of a 422, its own one first. */
  get fieldErrors(): readonly FieldError[] {
    const { field, code, detail } = this.definition;
    const own = field === undefined ? [] : [{ field, code, texts: detail, parameters: this.parameters }];
    return [...own, ...(this.extras.errors ?? [])];
  }
}

export interface AppErrorClass {
  new (parameters?: ErrorParameters, extras?: ErrorExtras): AppError;
  readonly definition: ErrorDefinition;
}

/** `class DatesUnavailable extends defineError({...}) {}`: the one place that says code, status and words. */
export function defineError(definition: ErrorDefinition): AppErrorClass {
  return class extends AppError {
    static override readonly definition = definition;

    constructor(parameters?: ErrorParameters, extras?: ErrorExtras) {
      super(definition, parameters, extras);
    }
  };
}

/** Replaces each `{name}` by its parameter; one that is missing stays visible. */
export function fill(text: string, parameters: ErrorParameters): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(parameters[name] ?? whole));
}
