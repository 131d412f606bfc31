import { request } from "./client";
import type { Me, Principal } from "./types";

export const me = (signal?: AbortSignal) => request<Me>("/api/me", { signal });
export const signIn = (key: string) => request<{ principal: Principal }>("/api/session", { method: "POST", json: { key } });
export const signOut = () => request<void>("/api/session", { method: "DELETE" });
