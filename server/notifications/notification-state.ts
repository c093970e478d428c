import type { Alarm } from "../safety/alarm.js";

/** One alarm on its way to one webhook. */
export interface Delivery {
  readonly id: number;
  readonly alarm: Alarm;
  /** Index into the settings' lists, and into the list: addresses, which are secrets, are not kept. */
  readonly level: number;
  readonly webhook: number;
  /** Tries that failed. */
  readonly attempts: number;
  /** Not to be tried sooner: the server's clock, seconds since 1970 UTC. */
  readonly dueAt: number;
}

/** An alarm that holds. */
export interface OpenAlarm {
  readonly alarm: Alarm;
  /** The last list that was told; -1: none, as it is not urgent enough. */
  readonly level: number;
  /** When the next list is told. */
  readonly escalatesAt: number;
  /** Somebody sees to it. */
  readonly acknowledged?: { readonly by: string; readonly at: number };
}

/** Which alarms hold, who was told and who is yet to be. JSON; a delivery under way is still in the queue. */
export interface NotificationState {
  readonly open: readonly OpenAlarm[];
  /** In the order in which they were made; those to one webhook are delivered in it. */
  readonly queue: readonly Delivery[];
  readonly nextDelivery: number;
  /** Deliveries that were given up. */
  readonly dropped: number;
}

/** Nobody is to be told anything. */
export const noNotifications: NotificationState = { open: [], queue: [], nextDelivery: 1, dropped: 0 };

export type NotificationEvent =
  | { readonly kind: "alarm"; readonly alarm: Alarm }
  | { readonly kind: "acknowledged"; readonly id: string; readonly by: string }
  | { readonly kind: "delivered"; readonly delivery: number }
  | { readonly kind: "failed"; readonly delivery: number }
  | { readonly kind: "tick" };
