import { hostOf, isLoopbackHost } from "../../../access/loopback.js";
import { type DoctorCheck, fine, skipped, warning } from "../doctor-check.js";
import { openAddresses } from "../listening.js";

const check: DoctorCheck = {
  name: "firewall",
  summary: "whether control software without a password can be reached from other machines",
  place: 9,
  async look({ config: { kind, options } }) {
    const endpoint = kind.endpoint?.(options);
    if (endpoint === undefined) return [skipped("there is no control software to reach")];
    const { host, port, what, isOpen } = endpoint;
    if (!isOpen) return [fine(`${what} asks who calls`)];
    const fence = `Let the firewall pass port ${port} from the driver's machine alone: whoever reaches it commands the microscope.`;
    if (!isLoopbackHost(hostOf(`${host}:0`))) {
      return [warning(`${what} has no password and is asked over the network, at ${host}:${port}`, fence)];
    }
    const listening = await openAddresses(port);
    if (listening === undefined) {
      return [warning(`${what} has no password; which addresses port ${port} listens on can't be told here`, fence)];
    }
    if (listening.length === 0) return [skipped(`nothing listens on port ${port} of this machine`)];
    const others = listening.filter((address) => !isLoopbackHost(address));
    if (others.length === 0) return [fine(`${what} has no password and listens on this machine alone`)];
    return [warning(`${what} has no password and listens for other machines, on ${others.join(", ")}:${port}`, fence)];
  },
};

export default check;
