import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** Takes connections and hands each to the next program that is there, as a load balancer in front of the house does. */
export class Balancer {
  private turn = 0;
  private readonly open = new Set<Socket>();

  private constructor(
    private readonly server: Server,
    private readonly ports: () => readonly number[],
  ) {
    server.on('connection', (client) => { this.hand(client, this.ports().length); });
  }

  /** @param urls of the programs that are there at the moment */
  static async start(urls: () => readonly string[]): Promise<Balancer> {
    const server = createServer({ noDelay: true });
    const balancer = new Balancer(server, () => urls().map((url) => Number(new URL(url).port)));
    await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
    return balancer;
  }

  get url(): string {
    return `http://127.0.0.1:${String((this.server.address() as AddressInfo).port)}`;
  }

  async stop(): Promise<void> {
    for (const socket of this.open) socket.destroy();
    await new Promise((resolve) => { this.server.close(resolve); });
  }

  private hand(client: Socket, tries: number): void {
    const ports = this.ports();
    const port = ports[this.turn++ % Math.max(1, ports.length)];
    if (port === undefined || tries === 0) { client.destroy(); return; }
    const upstream = connect({ port, host: '127.0.0.1', noDelay: true });
    let connected = false;
    for (const one of [client, upstream]) {
      this.open.add(one);
      one.once('close', () => this.open.delete(one));
    }
    client.on('error', () => upstream.destroy());
    upstream.once('connect', () => {
      connected = true;
      client.pipe(upstream).pipe(client);
    });
    upstream.on('error', () => {
      if (connected) client.destroy();
      else this.hand(client, tries - 1);
    });
    upstream.on('close', () => { if (connected) client.destroy(); });
    client.on('close', () => upstream.destroy());
  }
}
