/** Whether a host's name or address is this machine alone. */
export function isLoopbackHost(host: string): boolean {
  const bare = host.replace(/^\[(.*)\]$/, "$1").toLowerCase();
  return bare === "localhost" || bare === "::1" || /^(::ffff:)?127(\.\d{1,3}){3}$/.test(bare);
}

/** The host of `host:port`, where an IPv6 host may stand in brackets or, as grpc-js tells peers, without. */
export function hostOf(address: string): string {
  const colon = address.lastIndexOf(":");
  return colon === -1 ? address : address.slice(0, colon).replace(/^\[(.*)\]$/, "$1");
}
