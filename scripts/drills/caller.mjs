/** One call after the other, to the other API where the first refuses the connection. */
export class Caller {
  failures = [];
  #calls = 0;
  #going = true;

  constructor(ports) {
    this.#live(ports);
  }

  stop() {
    this.#going = false;
    return this.#calls;
  }

  async answered(count) {
    while (this.#calls < count) await new Promise((resolve) => setTimeout(resolve, 50));
  }

  async #live(ports) {
    for (let n = 0; this.#going; n += 1) {
      const order = n % 2 === 0 ? ports : ports.toReversed();
      let answer = await this.#ask(order[0]);
      if (answer === 'refused') answer = await this.#ask(order[1]);
      this.#calls += 1;
      if (answer !== 200) this.failures.push(String(answer));
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  async #ask(port) {
    try {
      const response = await fetch(`http://127.0.0.1:${port}/api/v1/properties?per_page=1`, { signal: AbortSignal.timeout(20_000) });
      await response.arrayBuffer();
      return response.status;
    } catch (error) {
      return ['ECONNREFUSED', 'ECONNRESET', 'UND_ERR_SOCKET'].includes(error.cause?.code) ? 'refused' : (error.cause?.code ?? error.message);
    }
  }
}
