import { readProblem, request, send, ApiError } from "./client";
import { readEvents } from "./sse";
import type { AnswerFacts, Assistant, Conversation, ConversationHead, Page } from "./types";

export interface Message {
  role: "user" | "assistant";
  content: string;
}

export interface Question {
  model: string;
  /** What the server does not know yet: of a stored conversation the new question alone. */
  messages: Message[];
  conversation: string;
  bases: string[];
}

interface Chunk {
  choices?: { delta?: { content?: string | null }; finish_reason?: string | null }[];
  weir?: AnswerFacts;
  error?: unknown;
}

export const assistants = (signal?: AbortSignal) => request<Page<Assistant>>("/api/apps", { signal });
export const conversations = (signal?: AbortSignal) => request<Page<ConversationHead>>("/api/conversations?limit=100", { signal });
export const conversation = (id: string, signal?: AbortSignal) => request<Conversation>(`/api/conversations/${id}`, { signal });
export const forget = (id: string) => request<void>(`/api/conversations/${id}`, { method: "DELETE" });

/** Ask and follow the answer: `onText` gets each piece; resolves with Weir's facts once all has arrived. */
export async function ask(question: Question, signal: AbortSignal, onText: (piece: string) => void): Promise<AnswerFacts> {
  const weir = { conversation: question.conversation, knowledge_bases: question.bases };
  const json = { model: question.model, messages: question.messages, stream: true, weir };
  const response = await send("/v1/chat/completions", { method: "POST", json, signal });
  if (!response.body) throw brokenOff();
  let facts: AnswerFacts | null = null;
  for await (const data of readEvents(response.body)) {
    if (data === "[DONE]") break;
    const chunk = JSON.parse(data) as Chunk;
    if (chunk.error) throw readProblem(response.status, chunk);
    for (const choice of chunk.choices ?? []) if (choice.delta?.content) onText(choice.delta.content);
    if (chunk.weir) facts = chunk.weir;
  }
  if (!facts) throw brokenOff();
  return facts;
}

/** The stream ended before the record of the exchange came. */
function brokenOff(): ApiError {
  return new ApiError(0, "console.broken_off", "", "");
}
