import { connect as dial } from "node:net";
import { ByteStream } from "../wire/byte-stream.js";
import { NotConnectedError } from "./errors.js";

/**
 * Makes a TCP connection, by which nothing is sent. While SerialEM carries a command of another client out, the connection
 * is made and nobody answers on it yet; when it is free, the other client is cut off.
 *
 * @throws NotConnectedError
 */
export async function openStream(host: string, port: number): Promise<ByteStream> {
  const socket = dial({ host, port });
  socket.setNoDelay(true);
  await new Promise<void>((resolve, reject) => {
    socket.once("connect", resolve);
    socket.once("error", (cause) => {
      const message = `no SerialEM listens at ${host}:${port} (${cause.message}); is EnableExternalPython set, is the port open?`;
      reject(new NotConnectedError(message, { cause }));
    });
  });
  socket.removeAllListeners("error");
  return new ByteStream(socket);
}
