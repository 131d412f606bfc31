import type { Problem } from "./types";

/** An error that the server explained, or one of the way there; `remedy` says what to do. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly remedy: string;

  constructor(status: number, code: string, message: string, remedy: string) {
    super(message);
    this.status = status;
    this.code = code;
    this.remedy = remedy;
  }
}

export interface Call {
  method?: "GET" | "POST" | "PATCH" | "DELETE";
  json?: unknown;
  form?: FormData;
  signal?: AbortSignal | undefined;
}

let language = "en";
let signedOut: () => void = () => undefined;

/** The language in which the server words its errors. */
export function speak(next: string): void {
  language = next;
}

/** Called when the server no longer knows the session. */
export function onSignedOut(callback: () => void): void {
  signedOut = callback;
}

/** Send a request with the session cookie; throws `ApiError` for everything but success. */
export async function send(path: string, call: Call = {}): Promise<Response> {
  const headers: Record<string, string> = { "Accept-Language": language, "X-Weir-Console": "1" };
  if (call.json !== undefined) headers["Content-Type"] = "application/json";
  const response = await reach(path, {
    method: call.method ?? "GET",
    credentials: "same-origin",
    headers,
    body: call.form ?? (call.json === undefined ? null : JSON.stringify(call.json)),
    signal: call.signal ?? null,
  });
  if (response.ok) return response;
  if (response.status === 401) signedOut();
  throw await explain(response);
}

/** Send a request and read its JSON answer; nothing for an empty one. */
export async function request<T>(path: string, call: Call = {}): Promise<T> {
  const response = await send(path, call);
  const text = await response.text();
  return (text ? JSON.parse(text) : undefined) as T;
}

/** The error of an OpenAI-shaped body, whose message may end with the remedy. */
export function readProblem(status: number, body: unknown): ApiError {
  const error = (body as { error?: Partial<Problem> } | null)?.error;
  if (!error?.message) return new ApiError(status, `http.${status}`, "", "");
  const remedy = error.remedy ?? "";
  const ends = remedy !== "" && error.message.endsWith(remedy);
  const message = ends ? error.message.slice(0, -remedy.length).trim() : error.message;
  return new ApiError(status, error.code ?? `http.${status}`, message, remedy);
}

async function reach(path: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(path, init);
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new ApiError(0, "console.unreachable", "", "");
  }
}

async function explain(response: Response): Promise<ApiError> {
  try {
    return readProblem(response.status, await response.json());
  } catch {
    return new ApiError(response.status, `http.${response.status}`, "", "");
  }
}

/** Query parameters without the empty ones. */
export function query(values: Record<string, string | number | null | undefined>): string {
  const filled = Object.entries(values).filter(([, value]) => value !== null && value !== undefined && value !== "");
  const text = new URLSearchParams(filled.map(([name, value]) => [name, String(value)])).toString();
  return text && `?${text}`;
}
