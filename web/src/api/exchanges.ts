import { query, request } from "./client";
import type { AuditCheck, AuditEntry, Exchange, ExchangeHead, Page, Receipt, ReceiptCheck } from "./types";

export const exchanges = (q: string, cursor: string | null, signal?: AbortSignal) =>
  request<Page<ExchangeHead>>(`/api/exchanges${query({ limit: 30, q, cursor })}`, { signal });
export const exchange = (id: string, signal?: AbortSignal) => request<Exchange>(`/api/exchanges/${id}`, { signal });
export const verifyReceipt = (receipt: Receipt) =>
  request<ReceiptCheck>("/api/receipts/verify", { method: "POST", json: receipt });

export const audit = (cursor: string | null, signal?: AbortSignal) =>
  request<Page<AuditEntry>>(`/api/audit${query({ limit: 50, cursor })}`, { signal });
export const verifyAudit = () => request<AuditCheck>("/api/audit/verify", { method: "POST", json: {} });
