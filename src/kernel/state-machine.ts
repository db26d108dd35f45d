/** One way from state to state, and the actors who may take it. */
export interface Transition<S extends string, A extends string> {
  from: S | readonly S[];
  to: S;
  by: readonly A[];
}

/** `not_allowed`: this actor never may. `illegal_state`: somebody may, but not from here. */
export type FireResult<S extends string> = { ok: true; to: S } | { ok: false; reason: 'illegal_state' | 'not_allowed' };

export interface StateMachineDefinition<S extends string, A extends string, T extends string> {
  /** For messages only. */
  name: string;
  states: readonly S[];
  initial: NoInfer<S>;
  /** The states nothing leaves. May be empty: then the thing never ends. */
  final: readonly NoInfer<S>[];
  transitions: Record<T, Transition<NoInfer<S>, A>>;
}

export interface StateMachine<S extends string, A extends string, T extends string> {
  readonly name: string;
  readonly states: readonly S[];
  readonly transitions: Readonly<Record<T, Transition<S, A>>>;
  /**
   * Where the transition leads when that actor fires it there. Changes nothing: who saves the new state does so under
   * a lock or `WHERE status = :from`. An actor who may never fire it hears `not_allowed` whatever the state, so that
   * a refusal does not tell it the state. Throws `RangeError` on a transition the machine does not have.
   */
  fire(transition: T, from: S, actor: A): FireResult<S>;
  /** The transitions that actor may fire from there, in the order of their definition. */
  allowed(from: S, actor: A): T[];
}

/**
 * Makes a machine out of its table. Throws `Error`, naming all that is wrong, when the table speaks of states it does
 * not have, leaves a state unreachable, lets something out of a final state, or leads to a state that is not final
 * and has no way out: a mistake in a table stops the start, not a booking.
 */
export function defineStateMachine<S extends string, A extends string, T extends string>(
  definition: StateMachineDefinition<S, A, T>,
): StateMachine<S, A, T> {
  const problems = problemsOf(definition);
  if (problems.length > 0) throw new Error(`state machine ${definition.name}: ${problems.join('; ')}`);
  const { name, states, transitions } = definition;
  const names = Object.keys(transitions) as T[];

  function fire(transition: T, from: S, actor: A): FireResult<S> {
    if (!Object.hasOwn(transitions, transition)) throw new RangeError(`${name} has no transition ${transition}`);
    const { by, to } = transitions[transition];
    if (!by.includes(actor)) return { ok: false, reason: 'not_allowed' };
    if (!fromsOf(transitions[transition]).includes(from)) return { ok: false, reason: 'illegal_state' };
    return { ok: true, to };
  }

  return Object.freeze({
    name,
    states,
    transitions,
    fire,
    allowed: (from: S, actor: A) => names.filter((transition) => fire(transition, from, actor).ok),
  });
}

function problemsOf<S extends string, A extends string, T extends string>(
  definition: StateMachineDefinition<S, A, T>,
): string[] {
  const { states, initial, final } = definition;
  const entries = Object.entries<Transition<S, A>>(definition.transitions);
  const problems: string[] = [];

  if (new Set(states).size !== states.length) problems.push('a state is listed twice');
  const named = [initial, ...final, ...entries.flatMap(([, transition]) => [...fromsOf(transition), transition.to])];
  for (const state of new Set<S>(named))
    if (!states.includes(state)) problems.push(`${state} is not one of its states`);
  for (const [name, transition] of entries) {
    if (fromsOf(transition).length === 0) problems.push(`${name} starts nowhere`);
    if (transition.by.length === 0) problems.push(`nobody may fire ${name}`);
  }

  const reached = reachableFrom(
    initial,
    entries.map(([, transition]) => transition),
  );
  for (const state of states) {
    const exits = entries.filter(([, transition]) => fromsOf(transition).includes(state));
    if (!reached.has(state)) problems.push(`${state} is unreachable`);
    if (final.includes(state)) {
      if (exits.length > 0) problems.push(`${state} is final and ${exits[0][0]} leaves it`);
    } else if (exits.every(([, transition]) => transition.to === state)) {
      // A way back into itself is no way out.
      problems.push(`${state} is a dead end and not final`);
    }
  }
  return problems;
}

function reachableFrom<S extends string>(initial: S, transitions: readonly Transition<S, string>[]): Set<S> {
  // A Set hands out what is added while it is walked, so this ends when nothing new is found.
  const reached = new Set<S>([initial]);
  for (const state of reached) {
    for (const transition of transitions) if (fromsOf(transition).includes(state)) reached.add(transition.to);
  }
  return reached;
}

function fromsOf<S extends string>(transition: Transition<S, string>): readonly S[] {
  return typeof transition.from === 'string' ? [transition.from] : transition.from;
}
