import { query, request } from "./client";
import type { Key, ModelCard, NewKey, Page, Principal, Role, UsageBy, UsageRow } from "./types";

export interface KeyWish {
  name: string;
  principal?: string;
  expires_at?: number;
}

export interface PrincipalWish {
  name: string;
  role: Role;
  tier: string;
}

export const keys = (signal?: AbortSignal) => request<Page<Key>>("/api/keys?limit=200", { signal });
export const createKey = (json: KeyWish) => request<NewKey>("/api/keys", { method: "POST", json });
export const revokeKey = (id: string) => request<void>(`/api/keys/${id}`, { method: "DELETE" });

export const principals = (signal?: AbortSignal) => request<Page<Principal>>("/api/principals?limit=200", { signal });
export const createPrincipal = (json: PrincipalWish) => request<Principal>("/api/principals", { method: "POST", json });
export const changePrincipal = (id: string, json: Partial<PrincipalWish>) =>
  request<Principal>(`/api/principals/${id}`, { method: "PATCH", json });

export const usage = (from: number, to: number, by: UsageBy, signal?: AbortSignal) =>
  request<Page<UsageRow>>(`/api/usage${query({ from, to, by })}`, { signal });

export const models = (signal?: AbortSignal) => request<Page<ModelCard>>("/api/models", { signal });
/** A model's name holds a slash, which is part of the path. */
export const testModel = (name: string) => request<Record<string, unknown>>(`/api/models/${name}/test`, { method: "POST", json: {} });
