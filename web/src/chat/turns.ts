import type { Message } from "../api/chat";
import type { AnswerFacts, Conversation } from "../api/types";

/** One message on the page: a question, or an answer in one of its states. */
export interface Turn {
  key: string;
  role: "user" | "assistant";
  text: string;
  state: "waiting" | "streaming" | "done" | "stopped" | "failed";
  facts?: AnswerFacts | undefined;
  error?: Error | undefined;
}

/** The turns of a stored conversation. */
export function turnsOf(conversation: Conversation): Turn[] {
  return conversation.messages.map((message, index) => ({
    key: `${conversation.id}-${index}`,
    role: message.role,
    text: message.content,
    state: "done",
    facts: message.role === "assistant" ? factsOf(conversation.id, message) : undefined,
  }));
}

function factsOf(conversation: string, message: Conversation["messages"][number]): AnswerFacts {
  return {
    exchange: message.exchange ?? "",
    receipt: null,
    action: message.action ?? "pass",
    refused: message.refused ?? false,
    citations: message.citations ?? [],
    verdicts: message.verdicts ?? [],
    label: message.label ?? null,
    conversation,
  };
}

/** What the model is told of the turns so far: complete ones only, an unanswered question is left out. */
export function messagesOf(turns: Turn[]): Message[] {
  const messages: Message[] = [];
  for (let i = 0; i + 1 < turns.length; i += 2) {
    const [question, answer] = [turns[i], turns[i + 1]];
    if (!question || !answer || answer.state !== "done") continue;
    messages.push({ role: "user", content: question.text }, { role: "assistant", content: answer.text });
  }
  return messages;
}
